import type { GpuActivity, LabelLayout, Meaning, Signal } from './signal.js';

/** `exported_*`: Prometheus renamed the labels; `*_name`: the exporter's old namespace mode. */
const LABELS: LabelLayout = {
  namespace: ['exported_namespace', 'namespace', 'pod_namespace'],
  pod: ['exported_pod', 'pod', 'pod_name'],
  container: ['exported_container', 'container', 'container_name'],
  model: [],
  uid: ['pod_uid'],
  node: ['hostname', 'Hostname'],
};

function row(metric: string, says: string, meaning: Meaning, unit?: string): Signal {
  return {
    metric,
    source: 'dcgm-exporter',
    says,
    speaksOf: 'device',
    meaning,
    labels: LABELS,
    resolutionS: null,
    fetch: meaning.kind === 'gpu_activity' ? 'activity' : 'gpu',
    ...(unit !== undefined && { unit }),
  };
}

const activity = (how: Omit<GpuActivity, 'kind'>): Meaning => ({ kind: 'gpu_activity', ...how });

const BYTES_PER_MIB = 1_048_576;
const JOULES_PER_MJ = 0.001;

/**
 * Source: dcgm-exporter etc/default-counters.csv. The profiling field also works under MIG and counts all the time, so
 * it comes first. The other is NVML's utilisation, whose "sample period may be between 1 second and 1/6 second", and
 * which MIG does not have.
 */
export const DCGM_EXPORTER_SIGNALS: readonly Signal[] = [
  row(
    'DCGM_FI_PROF_GR_ENGINE_ACTIVE',
    'the share of time in which the graphics or compute engine was active',
    activity({ scale: 1, rank: 0, speaksForS: 'interval', underMig: true }),
  ),
  row(
    'DCGM_FI_DEV_GPU_UTIL',
    'the share of the last second or less in which a kernel ran',
    activity({ scale: 0.01, rank: 1, speaksForS: 1, underMig: false, perPod: true }),
  ),
  row(
    'DCGM_FI_DEV_FB_USED',
    'the memory of the GPU in use',
    { kind: 'gpu_memory', scale: BYTES_PER_MIB },
    'MiB',
  ),
  row(
    'DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION',
    'the energy that the GPU has used since its driver was loaded',
    { kind: 'gpu_energy', scale: JOULES_PER_MJ },
    'mJ',
  ),
];
