import type { LabelLayout, Meaning, Signal } from './signal.js';

/** The example of its ServiceMonitor keeps the labels (`honorLabels: true`); Prometheus' own default renames them. */
const LABELS: LabelLayout = {
  namespace: ['exported_namespace', 'namespace'],
  pod: ['exported_pod', 'pod'],
  container: ['exported_container', 'container'],
  model: [],
  uid: ['pod_uuid'],
  node: ['hostname'],
};

/** `MetricsFieldPrefix` of its configuration: none unless set, and `amd_` by custom. */
const PREFIXES = ['', 'amd_'] as const;

function rows(field: string, says: string, meaning: Meaning, unit?: string): Signal[] {
  return PREFIXES.map((prefix) => ({
    metric: prefix + field,
    source: 'amd-device-metrics-exporter',
    says,
    speaksOf: 'device',
    meaning,
    labels: LABELS,
    resolutionS: null,
    fetch: meaning.kind === 'gpu_activity' ? 'activity' : 'gpu',
    ...(unit !== undefined && { unit }),
  }));
}

/** Its MB are the driver's, 1,048,576 bytes each. */
const BYTES_PER_MB = 1_048_576;
const JOULES_PER_UJ = 1e-6;

/**
 * Source: ROCm device-metrics-exporter docs/configuration/metricslist.md. The activity is the driver's running mean,
 * taken here as one of a second at most. Of a partitioned GPU only the first partition has one.
 */
export const AMD_SIGNALS: readonly Signal[] = [
  ...rows('gpu_gfx_activity', 'how busy the graphics engine is', {
    kind: 'gpu_activity',
    scale: 0.01,
    rank: 0,
    speaksForS: 1,
    underMig: true,
  }),
  ...rows('gpu_used_vram', 'the memory of the GPU in use', { kind: 'gpu_memory', scale: BYTES_PER_MB }, 'MB'),
  ...rows(
    'gpu_energy_consumed',
    'the energy that the GPU has used',
    { kind: 'gpu_energy', scale: JOULES_PER_UJ },
    'µJ',
  ),
];
