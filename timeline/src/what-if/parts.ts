import type { Phase } from '@coldstart/conventions';
import type { ColdStart, PhaseSpan } from '../model.js';

const WEIGHTS: ReadonlySet<Phase> = new Set<Phase>([
  'weights_fetch',
  'weights_load',
  'weights_read',
  'weights_transfer',
]);
const CONTAINER: ReadonlySet<Phase> = new Set<Phase>(['image_pull', 'container_start']);

/** Seconds of a cold start in which a phase of the set was the innermost; null where no such phase is known. */
function secondsIn({ segments, phases }: ColdStart, set: ReadonlySet<Phase>): number | null {
  if (!phases.some(({ phase }) => set.has(phase))) return null;
  return segments.reduce((sum, { phase, startS, endS }) => {
    const span = phase === null ? undefined : phases[phase];
    return span && set.has(span.phase) ? sum + endS - startS : sum;
  }, 0);
}

/** Seconds for the weights, from wherever they came to GPU memory. */
export function weightsS(coldStart: ColdStart): number | null {
  return secondsIn(coldStart, WEIGHTS);
}

/** Seconds until the container ran, once the pod was on its node; a pull lies in it. */
export function containerS(coldStart: ColdStart): number | null {
  return secondsIn(coldStart, CONTAINER);
}

/** Seconds from the start of the process, else of its container, until the model was loaded. */
export function serverS({ marks }: ColdStart): number | null {
  const start = marks.process_started ?? marks.container_started;
  const { model_ready: loaded } = marks;
  return start && loaded && loaded.atS >= start.atS ? loaded.atS - start.atS : null;
}

/** Seconds from the loaded model to Ready: what a pod of a warm pool has left to do. */
export function readinessS({ phases }: ColdStart): number | null {
  return phases.find(({ phase, state }) => phase === 'readiness' && state === 'ok')?.durationS ?? null;
}

/**
 * Whether the weights were on the node; null where nothing tells. An engine whose own spans are all there is fetches and
 * loads in one of them, so its `weights_load` does not.
 */
export function hadWeights({ weightsSource, phases }: ColdStart): boolean | null {
  if (weightsSource === 'remote' || phases.some(({ phase }) => phase === 'weights_fetch')) return false;
  if (weightsSource !== 'unknown') return true;
  const tells = ({ phase, source }: PhaseSpan): boolean =>
    WEIGHTS.has(phase) && !(phase === 'weights_load' && source === 'traces');
  return phases.some(tells) ? true : null;
}

/** How many GPUs were allocated to it; null where they are not observable. */
export function gpuCount({ gpu, marks, startS, endS }: ColdStart): number | null {
  if (gpu.kind !== 'observed') return null;
  const heldS = endS - Math.max(startS, marks.gpu_allocated?.atS ?? startS);
  return heldS > 0 ? gpu.allocatedGpuS / heldS : null;
}
