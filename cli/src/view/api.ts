/** What the page and the server say to each other; the page imports these types. */
import type { TimelineQuery } from '@coldstart/timeline';

/** Body of `POST /api/series`. */
export interface SeriesRequest {
  readonly queries: readonly TimelineQuery[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
}

export interface WireSeries {
  /** Prometheus name. */
  readonly metric: string;
  /** Without `__name__`. */
  readonly labels: Readonly<Record<string, string>>;
  /** Unix milliseconds, ascending. */
  readonly timesMs: readonly number[];
  /** `null` is not a finite number: JSON has no word for it. */
  readonly values: readonly (number | null)[];
}

export interface QueryResult {
  readonly refId: string;
  readonly series: readonly WireSeries[];
  /** In words for a person; the series are then empty. */
  readonly error?: string;
}

/** Answer of `GET /api/status`. */
export interface Status {
  readonly source: 'otlp' | 'prometheus';
  /** Where OTLP is pushed to, or where Prometheus is; without user and password. */
  readonly sourceUrl: string;
  readonly title: string;
  /** Empty: none. */
  readonly banner: string;
  /** The server's clock; after the end, the moment of the end. */
  readonly nowMs: number;
  /** How far back the page looks at first, seconds. */
  readonly lookbackS: number;
  /** Oldest sample in memory, or the begin of the run that is shown; `null` where neither is known. */
  readonly firstSampleMs: number | null;
  readonly seriesCount: number;
  /** `ended`: no sample will follow. */
  readonly phase: 'running' | 'ended';
}

const MAX_QUERIES = 20;

/** @throws Error that names what is wrong with the body of `POST /api/series` */
export function parseSeriesRequest(body: unknown): SeriesRequest {
  const { queries, fromMs, toMs, stepMs } = record(body, 'the body');
  if (!Array.isArray(queries) || queries.length > MAX_QUERIES) {
    throw new Error(`queries must be a list of at most ${MAX_QUERIES}`);
  }
  const request = {
    queries: queries.map(parseQuery),
    fromMs: finite(fromMs, 'fromMs'),
    toMs: finite(toMs, 'toMs'),
    stepMs: finite(stepMs, 'stepMs'),
  };
  if (request.toMs <= request.fromMs) {
    throw new Error('toMs must be after fromMs');
  }
  if (request.stepMs < 1) {
    throw new Error('stepMs must be at least 1');
  }
  return request;
}

function parseQuery(value: unknown, index: number): TimelineQuery {
  const query = record(value, `queries[${index}]`);
  const { refId, mode, metrics, promql } = query;
  if (typeof refId !== 'string' || typeof promql !== 'string' || !Array.isArray(metrics)) {
    throw new Error(`queries[${index}] needs refId, metrics and promql`);
  }
  if (mode !== 'instant' && mode !== 'range') {
    throw new Error(`queries[${index}].mode must be instant or range`);
  }
  return { refId: refId as TimelineQuery['refId'], mode, metrics: metrics.map(String), promql };
}

function record(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`${what} must be a JSON object`);
  }
  return value as Record<string, unknown>;
}

function finite(value: unknown, name: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new Error(`${name} must be a number of milliseconds`);
  }
  return value;
}
