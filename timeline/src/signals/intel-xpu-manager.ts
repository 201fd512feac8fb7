import type { LabelLayout, Meaning, Signal } from './signal.js';

/** `pod`, where it is there, is the exporter's own. */
const LABELS: LabelLayout = {
  namespace: ['kube_namespace'],
  pod: ['kube_pod'],
  container: ['kube_container'],
  model: [],
  uid: [],
  node: ['node'],
};

function row(metric: string, says: string, meaning: Meaning): Signal {
  return {
    metric,
    source: 'intel-xpu-manager',
    says,
    speaksOf: 'device',
    meaning,
    labels: LABELS,
    resolutionS: null,
    fetch: meaning.kind === 'gpu_activity' ? 'activity' : 'gpu',
  };
}

/**
 * Source: Intel XPU Manager v1, rest/prometheus_exporter. Its utilisations are means since the last time it was asked.
 * A tile or a group of engines has a series of its own: the busiest that computes counts. Version 2 emits
 * `hw_gpu_utilization_ratio` without a pod, and whose GPU that is nobody guesses.
 */
export const INTEL_XPU_MANAGER_SIGNALS: readonly Signal[] = [
  row('xpum_engine_ratio', 'the share of time in which the GPU was active', {
    kind: 'gpu_activity',
    scale: 1,
    rank: 0,
    speaksForS: 'interval',
    underMig: true,
  }),
  row('xpum_engine_group_ratio', 'the share of time in which a group of engines was active', {
    kind: 'gpu_activity',
    scale: 1,
    rank: 1,
    speaksForS: 'interval',
    underMig: true,
    only: { label: 'type', values: ['compute', 'render', '3d'] },
  }),
  row('xpum_memory_used_bytes', 'the memory of the GPU in use', { kind: 'gpu_memory', scale: 1 }),
  row('xpum_energy_joules_total', 'the energy that the GPU has used since it was switched on', {
    kind: 'gpu_energy',
    scale: 1,
  }),
];
