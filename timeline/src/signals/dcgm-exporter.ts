import type { LabelLayout, Signal } from './signal.js';

/** `exported_*`: Prometheus renamed the labels; `*_name`: the exporter's old namespace mode. */
const LABELS: LabelLayout = {
  namespace: ['exported_namespace', 'namespace', 'pod_namespace'],
  pod: ['exported_pod', 'pod', 'pod_name'],
  container: ['exported_container', 'container', 'container_name'],
  model: [],
  uid: ['pod_uid'],
  node: ['hostname', 'Hostname'],
};

function row(metric: string, scale: number, rank: number): Signal {
  return {
    metric,
    source: 'dcgm-exporter',
    meaning: { kind: 'gpu_activity', scale, rank },
    labels: LABELS,
    resolutionS: null,
    fetch: 'activity',
  };
}

/** Source: dcgm-exporter etc/default-counters.csv. The profiling field also works under MIG, so it comes first. */
export const DCGM_EXPORTER_SIGNALS: readonly Signal[] = [
  row('DCGM_FI_PROF_GR_ENGINE_ACTIVE', 1, 0),
  row('DCGM_FI_DEV_GPU_UTIL', 0.01, 1),
];
