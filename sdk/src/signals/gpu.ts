import { ATTRIBUTES, PHASE_NAMES } from '@coldstart/conventions';
import type { Mark, MetricKey } from '@coldstart/conventions';
import type { GpuReading } from '../gpu/index.js';
import type { LoadState } from '../load/index.js';
import type { Labels, Observation } from './observation.js';

/** Utilisation of each GPU that tells it, 0..1. */
export function utilizationObservations(readings: readonly GpuReading[], pod: Labels): Observation[] {
  return perGpu('GPU_UTILIZATION', readings, pod, ({ utilization }) => utilization);
}

/** Used memory of each GPU that tells it, bytes. */
export function memoryObservations(readings: readonly GpuReading[], pod: Labels): Observation[] {
  return perGpu('GPU_MEMORY_USAGE', readings, pod, ({ memoryUsedBytes }) => memoryUsedBytes);
}

function perGpu(
  metric: MetricKey,
  readings: readonly GpuReading[],
  pod: Labels,
  of: (reading: GpuReading) => number | null,
): Observation[] {
  return readings.flatMap((reading) => {
    const value = of(reading);
    return value === null
      ? []
      : [
          {
            metric,
            value,
            attributes: {
              ...pod,
              [ATTRIBUTES.HW_ID.name]: reading.id,
              [ATTRIBUTES.HW_NAME.name]: reading.name,
            },
          },
        ];
  });
}

/** What the sampler found out beside its readings. Unix seconds. */
export interface GpuFacts {
  /** First sample with a GPU of the pod in it. */
  readonly firstSeenS: number | null;
  readonly firstMemoryS: number | null;
  busyS(startS: number, endS: number): number | null;
}

/** Busy seconds of the GPUs inside each phase of a load; absent where nothing was sampled. `base`: see `loadAttributes`. */
export function busyObservations(state: LoadState, gpu: GpuFacts, base: Labels, nowS: number): Observation[] {
  return PHASE_NAMES.flatMap((phase) => {
    const record = state.phases.get(phase);
    const value = record === undefined ? null : gpu.busyS(record.startS, record.endS ?? nowS);
    return value === null
      ? []
      : [
          {
            metric: 'PHASE_GPU_BUSY' as const,
            value,
            attributes: { ...base, [ATTRIBUTES.PHASE.name]: phase },
          },
        ];
  });
}

/**
 * Marks that only the sampler knows, for the first load of a process. The pod has had its GPUs at the latest since the
 * process began; who sees the cluster may know an earlier moment.
 */
export function gpuMarks(state: LoadState, gpu: GpuFacts, base: Labels): Observation[] {
  const startedS = state.marks.get('process_started');
  const mark = (name: Mark, value: number): Observation => ({
    metric: 'MARK_TIMESTAMP',
    value,
    attributes: { ...base, [ATTRIBUTES.MARK.name]: name },
  });
  return [
    ...(gpu.firstSeenS === null || startedS === undefined ? [] : [mark('gpu_allocated', startedS)]),
    ...(gpu.firstMemoryS === null ? [] : [mark('gpu_memory_first_used', gpu.firstMemoryS)]),
  ];
}
