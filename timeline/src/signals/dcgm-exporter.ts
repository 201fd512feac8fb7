import type { GpuActivity, LabelLayout, Signal } from './signal.js';

/** `exported_*`: Prometheus renamed the labels; `*_name`: the exporter's old namespace mode. */
const LABELS: LabelLayout = {
  namespace: ['exported_namespace', 'namespace', 'pod_namespace'],
  pod: ['exported_pod', 'pod', 'pod_name'],
  container: ['exported_container', 'container', 'container_name'],
  model: [],
  uid: ['pod_uid'],
  node: ['hostname', 'Hostname'],
};

function row(metric: string, says: string, activity: Omit<GpuActivity, 'kind'>): Signal {
  return {
    metric,
    source: 'dcgm-exporter',
    says,
    speaksOf: 'device',
    meaning: { kind: 'gpu_activity', ...activity },
    labels: LABELS,
    resolutionS: null,
    fetch: 'activity',
  };
}

/**
 * Source: dcgm-exporter etc/default-counters.csv. The profiling field also works under MIG and counts all the time, so
 * it comes first. The other is NVML's utilisation, whose "sample period may be between 1 second and 1/6 second".
 */
export const DCGM_EXPORTER_SIGNALS: readonly Signal[] = [
  row(
    'DCGM_FI_PROF_GR_ENGINE_ACTIVE',
    'the share of time in which the graphics or compute engine was active',
    { scale: 1, rank: 0, speaksForS: 'interval' },
  ),
  row('DCGM_FI_DEV_GPU_UTIL', 'the share of the last second or less in which a kernel ran', {
    scale: 0.01,
    rank: 1,
    speaksForS: 1,
  }),
];
