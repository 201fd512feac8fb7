import { METRICS, prometheusMetricName, prometheusName, type MetricKey } from '@coldstart/conventions';
import type { Fetch, LabelLayout, Meaning, Signal } from './signal.js';

const LABELS: LabelLayout = {
  namespace: ['k8s_namespace_name'],
  pod: ['k8s_pod_name'],
  container: ['k8s_container_name'],
  model: ['model_name'],
  uid: [],
  node: [],
};

/** The clock of the process is read to the millisecond. */
const RESOLUTION_S = 0.001;

function row(key: MetricKey, meaning: Meaning, fetch: Fetch, suffix = ''): Signal {
  const metric = prometheusMetricName(METRICS[key]) + suffix;
  const says = METRICS[key].description;
  return { metric, source: 'coldstart', says, meaning, labels: LABELS, resolutionS: RESOLUTION_S, fetch };
}

/** The sampler inside the pod reads NVML or its like; an exporter that counts all the time says more. */
function gpuRow(metric: string): Signal {
  return {
    metric,
    source: 'coldstart',
    says: METRICS.GPU_UTILIZATION.description,
    meaning: {
      kind: 'gpu_activity',
      scale: 1,
      rank: 2,
      speaksForS: 1,
      underMig: false,
      only: { label: 'hw_gpu_task', values: ['general'] },
    },
    labels: LABELS,
    resolutionS: null,
    fetch: 'activity',
  };
}

function memoryRow(metric: string): Signal {
  return {
    metric,
    source: 'coldstart',
    says: METRICS.GPU_MEMORY_USAGE.description,
    unit: 'bytes',
    meaning: { kind: 'gpu_memory', scale: 1 },
    labels: LABELS,
    resolutionS: null,
    fetch: 'gpu',
  };
}

function queueRow(key: MetricKey, meaning: Meaning, suffix = ''): Signal {
  return { ...row(key, meaning, 'queue', suffix), speaksOf: 'model' };
}

/** What the SDK and the wrapper emit: the metrics of the conventions. */
export const COLDSTART_SIGNALS: readonly Signal[] = [
  row('MARK_TIMESTAMP', { kind: 'mark' }, 'last'),
  row('PHASE_START_TIMESTAMP', { kind: 'phase_boundary', edge: 'start' }, 'last'),
  row('PHASE_END_TIMESTAMP', { kind: 'phase_boundary', edge: 'end' }, 'last'),
  row('LOAD_LAST_DURATION', { kind: 'load_fact', fact: 'duration' }, 'last'),
  row('LOAD_COMPLETED_TIMESTAMP', { kind: 'load_fact', fact: 'completed' }, 'last'),
  row('LOAD_ABANDONED_TIMESTAMP', { kind: 'load_fact', fact: 'abandoned' }, 'last'),
  row('LOAD_IN_PROGRESS_START_TIMESTAMP', { kind: 'load_fact', fact: 'in_progress_start' }, 'presence'),
  row('LOAD_BYTES', { kind: 'load_fact', fact: 'bytes' }, 'last'),
  row('LOAD_EXPECTED_BYTES', { kind: 'load_fact', fact: 'expected_bytes' }, 'last'),
  row('PHASE_GPU_BUSY', { kind: 'load_fact', fact: 'phase_gpu_busy' }, 'last'),
  // As scraped and after OTLP; without the unit where a collector adds no suffixes.
  gpuRow(prometheusMetricName(METRICS.GPU_UTILIZATION)),
  gpuRow(prometheusName(METRICS.GPU_UTILIZATION.name)),
  memoryRow(prometheusMetricName(METRICS.GPU_MEMORY_USAGE)),
  memoryRow(prometheusName(METRICS.GPU_MEMORY_USAGE.name)),
  queueRow('QUEUE_DEPTH', { kind: 'queue_depth', where: 'engine' }),
  queueRow('QUEUE_WAIT', { kind: 'queue_wait_bucket', where: 'engine' }, '_bucket'),
  queueRow('QUEUE_WAIT', { kind: 'queue_wait_sum', where: 'engine' }, '_sum'),
];
