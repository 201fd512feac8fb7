import type { Phase } from '@coldstart/conventions';
import type { ColdStart, Gap } from '../model.js';
import { mostFirst } from './gaps.js';

/** GPU-seconds inside the gaps of a cold start; 0 also where its GPUs are not observable, so no answer by itself. */
export function idleGpuS({ gpu }: Pick<ColdStart, 'gpu'>): number {
  return gpu.kind === 'observed' ? gpu.idleGpuS : 0;
}

/** The cold start whose GPUs idled longest, of equals the first; null where none was seen idle. */
export function worstOf<Some extends Pick<ColdStart, 'gpu'>>(coldStarts: readonly Some[]): Some | null {
  let worst: Some | null = null;
  for (const coldStart of coldStarts) {
    if (idleGpuS(coldStart) > (worst ? idleGpuS(worst) : 0)) worst = coldStart;
  }
  return worst;
}

/** GPU-seconds of each innermost phase under gaps, most first; null is unattributed time. */
export function underGaps(gaps: readonly Gap[]): Gap['under'] {
  const sums = new Map<Phase | null, number>();
  for (const { phase, seconds } of gaps.flatMap(({ under }) => under)) {
    sums.set(phase, (sums.get(phase) ?? 0) + seconds);
  }
  return mostFirst(sums);
}
