/** The part of OTLP 1.x that the viewer reads. Source: open-telemetry/opentelemetry-proto, `*.proto`. */
import { many, one, type Decoded } from './message.js';

const PLAIN_VALUE = {
  stringValue: one(1, 'string'),
  boolValue: one(2, 'bool'),
  intValue: one(3, 'int64'),
  doubleValue: one(4, 'double'),
};

/** Lists nest once here: attributes are flat, or lists of plain values. */
const ANY_VALUE = { ...PLAIN_VALUE, arrayValue: one(5, { values: many(1, PLAIN_VALUE) }) };

const ATTRIBUTE = { key: one(1, 'string'), value: one(2, ANY_VALUE) };

const NUMBER_POINT = {
  timeUnixNano: one(3, 'fixed64'),
  asDouble: one(4, 'double'),
  asInt: one(6, 'sfixed64'),
  attributes: many(7, ATTRIBUTE),
  flags: one(8, 'uint32'),
};

const HISTOGRAM_POINT = {
  timeUnixNano: one(3, 'fixed64'),
  count: one(4, 'fixed64'),
  sum: one(5, 'double'),
  bucketCounts: many(6, 'fixed64'),
  explicitBounds: many(7, 'double'),
  attributes: many(9, ATTRIBUTE),
  flags: one(10, 'uint32'),
};

const METRIC = {
  name: one(1, 'string'),
  gauge: one(5, { dataPoints: many(1, NUMBER_POINT) }),
  sum: one(7, {
    dataPoints: many(1, NUMBER_POINT),
    aggregationTemporality: one(2, 'enum'),
    isMonotonic: one(3, 'bool'),
  }),
  histogram: one(9, {
    dataPoints: many(1, HISTOGRAM_POINT),
    aggregationTemporality: one(2, 'enum'),
  }),
  exponentialHistogram: one(10, { dataPoints: many(1, {}) }),
  summary: one(11, { dataPoints: many(1, {}) }),
};

export const METRICS_REQUEST = {
  resourceMetrics: many(1, { scopeMetrics: many(2, { metrics: many(2, METRIC) }) }),
};

const SPAN = {
  name: one(5, 'string'),
  startTimeUnixNano: one(7, 'fixed64'),
  endTimeUnixNano: one(8, 'fixed64'),
  attributes: many(9, ATTRIBUTE),
  status: one(15, { code: one(3, 'enum') }),
};

export const TRACES_REQUEST = {
  resourceSpans: many(1, {
    scopeSpans: many(2, { scope: one(1, { name: one(1, 'string') }), spans: many(2, SPAN) }),
  }),
};

/** Only the frame of it: nothing of a log record is used. */
export const LOGS_REQUEST = {
  resourceLogs: many(1, { scopeLogs: many(2, { logRecords: many(2, {}) }) }),
};

/** Body of an OTLP answer that says what was not taken. */
export interface PartialSuccess {
  readonly rejected: number;
  readonly message: string;
}

export type Attribute = Decoded<typeof ATTRIBUTE>;
export type NumberPoint = Decoded<typeof NUMBER_POINT>;
export type HistogramPoint = Decoded<typeof HISTOGRAM_POINT>;
export type Metric = Decoded<typeof METRIC>;
export type MetricsRequest = Decoded<typeof METRICS_REQUEST>;
export type Span = Decoded<typeof SPAN>;
export type TracesRequest = Decoded<typeof TRACES_REQUEST>;

export const DELTA_TEMPORALITY = 1;
export const STATUS_ERROR = 2;
/** Bit of a point's flags: the series has no value at this time. */
export const NO_RECORDED_VALUE = 1;
