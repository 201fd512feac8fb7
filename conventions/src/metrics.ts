import { prometheusName } from './attributes.js';

export type InstrumentType = 'gauge' | 'histogram';

export interface MetricDefinition {
  /** OpenTelemetry instrument name. Ours end in their unit, so that every translation gives one Prometheus name. */
  readonly name: string;
  readonly type: InstrumentType;
  /** UCUM unit. */
  readonly unit: string;
  readonly description: string;
  /** Attributes beyond the pod's identity. */
  readonly attributes: readonly string[];
}

/**
 * The metrics of a cold start. Times are Unix seconds with fractions, as the value of a gauge: a scrape every 15 or
 * 60 s then loses nothing, because the sample carries the exact moment.
 */
export const METRICS = {
  MARK_TIMESTAMP: {
    name: 'coldstart.mark.timestamp.seconds',
    type: 'gauge',
    unit: 's',
    description: 'Unix time of a mark that the process itself knows.',
    attributes: ['mark', 'attempt'],
  },
  PHASE_START_TIMESTAMP: {
    name: 'coldstart.phase.start.timestamp.seconds',
    type: 'gauge',
    unit: 's',
    description: 'Unix time at which the phase began; exposed from that moment.',
    attributes: ['phase', 'attempt'],
  },
  PHASE_END_TIMESTAMP: {
    name: 'coldstart.phase.end.timestamp.seconds',
    type: 'gauge',
    unit: 's',
    description: 'Unix time at which the phase ended; absent while it runs.',
    attributes: ['phase', 'outcome', 'attempt'],
  },
  LOAD_LAST_DURATION: {
    name: 'coldstart.load.last.duration.seconds',
    type: 'gauge',
    unit: 's',
    description: 'Duration of the load attempt that ended last.',
    attributes: ['outcome', 'weights_source', 'server', 'attempt'],
  },
  LOAD_COMPLETED_TIMESTAMP: {
    name: 'coldstart.load.completed.timestamp.seconds',
    type: 'gauge',
    unit: 's',
    description: 'Unix time at which the load attempt that ended last ended.',
    attributes: ['outcome', 'weights_source', 'server', 'attempt'],
  },
  LOAD_IN_PROGRESS_START_TIMESTAMP: {
    name: 'coldstart.load.in_progress.start.timestamp.seconds',
    type: 'gauge',
    unit: 's',
    description: 'Unix time at which the running load began; 0 when none runs.',
    attributes: ['server', 'attempt'],
  },
  LOAD_BYTES: {
    name: 'coldstart.load.bytes',
    type: 'gauge',
    unit: 'By',
    description: 'Bytes of weights loaded so far.',
    attributes: ['attempt'],
  },
  LOAD_EXPECTED_BYTES: {
    name: 'coldstart.load.expected.bytes',
    type: 'gauge',
    unit: 'By',
    description: 'Bytes of weights that the load will have read when it is done.',
    attributes: ['attempt'],
  },
  PHASE_GPU_BUSY: {
    name: 'coldstart.phase.gpu.busy.seconds',
    type: 'gauge',
    unit: 's',
    description: 'Utilisation times time inside the phase, summed over the GPUs of the pod.',
    attributes: ['phase', 'attempt'],
  },
  LOAD_ABANDONED_TIMESTAMP: {
    name: 'coldstart.load.abandoned.timestamp.seconds',
    type: 'gauge',
    unit: 's',
    description:
      'Unix time of the last sign of life of an earlier attempt that died, found in the journal by the next start.',
    attributes: ['phase', 'reason', 'attempt'],
  },
  PROFILE_MISSING_PHASES: {
    name: 'coldstart.profile.missing_phases',
    type: 'gauge',
    unit: '{phase}',
    description:
      '1 for a phase that loads of this server always have and that was not seen in this one: the server may be of a version that says it in other words.',
    attributes: ['phase', 'attempt'],
  },
  GPU_UTILIZATION: {
    name: 'hw.gpu.utilization',
    type: 'gauge',
    unit: '1',
    description: 'Fraction of time the GPU was busy, as its driver says.',
    attributes: ['hw_id', 'hw_name'],
  },
  GPU_MEMORY_USAGE: {
    name: 'hw.gpu.memory.usage',
    type: 'gauge',
    unit: 'By',
    description: 'Memory of the GPU in use.',
    attributes: ['hw_id', 'hw_name'],
  },
  QUEUE_DEPTH: {
    name: 'coldstart.queue.depth',
    type: 'gauge',
    unit: '{request}',
    description: 'Requests that wait for a free slot.',
    attributes: [],
  },
  QUEUE_WAIT: {
    name: 'coldstart.queue.wait.seconds',
    type: 'histogram',
    unit: 's',
    description: 'Time that requests waited for a free slot.',
    attributes: [],
  },
} as const satisfies Record<string, MetricDefinition>;

export type MetricKey = keyof typeof METRICS;

/** Words that a translation from OpenTelemetry appends for a unit, unless the name ends in it. */
const UNIT_WORDS: Readonly<Record<string, string>> = { s: 'seconds', By: 'bytes', '1': 'ratio' };

/**
 * Name of a gauge or histogram on `/metrics` and after OTLP.
 * Source: OpenTelemetry specification, compatibility/prometheus_and_openmetrics, "Metric Metadata".
 */
export function prometheusMetricName({ name, unit }: Pick<MetricDefinition, 'name' | 'unit'>): string {
  const plain = prometheusName(name);
  const word = UNIT_WORDS[unit];
  return word === undefined || plain.endsWith(`_${word}`) ? plain : `${plain}_${word}`;
}

/**
 * Upper bounds in seconds of the buckets of `coldstart.queue.wait.seconds`. A percentile is known no better than its
 * bucket is wide, so they are dense where a cold start makes people wait, and few, since each is a series.
 */
export const QUEUE_WAIT_BUCKETS_S = [0.1, 0.5, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64, 120, 300] as const;

/** At most this many series may come from one pod. */
export const MAX_SERIES_PER_POD = 60;
