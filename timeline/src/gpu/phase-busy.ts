import { PHASE_NAMES } from '@coldstart/conventions';
import type { GpuReport, PhaseGpuBusy, PhaseSpan } from '../model.js';
import type { LoadFacts } from '../read/index.js';
import type { GpuSamples } from './samples.js';

/** A phase whose samples leave more than this share of it unknown is not summed. */
const MOST_UNKNOWN = 0.05;

/**
 * The busy GPU-seconds of each phase as the process sampled them, beside what an exporter's samples have for it.
 * `report` reaches to the end of the last phase. Each
 * end of a phase cuts a sample of every GPU, of which up to one spacing may lie on the other side.
 */
export function phaseGpuBusy(
  { book }: LoadFacts,
  report: () => GpuReport,
  gpus: readonly GpuSamples[],
  phases: readonly PhaseSpan[],
): PhaseGpuBusy[] {
  return PHASE_NAMES.flatMap((phase): PhaseGpuBusy[] => {
    const ownS = book.latest('phase_gpu_busy', phase)?.value;
    if (ownS === undefined) return [];
    const span = phases.find((one) => one.phase === phase);
    return [{ phase, ownS, ...exporterBusy(report(), gpus, span) }];
  });
}

function exporterBusy(
  gpu: GpuReport,
  gpus: readonly GpuSamples[],
  span: PhaseSpan | undefined,
): Pick<PhaseGpuBusy, 'exporterS' | 'resolutionS'> {
  const none = { exporterS: null, resolutionS: null };
  // Moments of a phase say little about its sum, and our own sampler is no second witness.
  const witness = gpus.every(({ source, speaksForS }) => speaksForS === 'interval' && source !== 'coldstart');
  if (gpu.kind !== 'observed' || !span || !witness) return none;
  let busyS = 0;
  let unknownS = 0;
  let resolutionS = 0;
  for (const { activity, spacingS } of gpu.gpus) {
    resolutionS += 2 * spacingS;
    let reachedS = span.startS;
    for (const { startS, endS, state, utilization } of activity) {
      const overlapS = Math.min(endS, span.endS) - Math.max(startS, span.startS);
      if (overlapS <= 0) continue;
      reachedS = Math.min(endS, span.endS);
      if (state === 'unknown') unknownS += overlapS;
      else busyS += overlapS * utilization;
    }
    unknownS += Math.max(0, span.endS - reachedS);
    unknownS += Math.max(0, Math.min((activity[0]?.startS ?? Infinity) - span.startS, span.durationS));
  }
  if (unknownS > MOST_UNKNOWN * span.durationS * gpu.gpus.length) return none;
  return { exporterS: busyS, resolutionS };
}
