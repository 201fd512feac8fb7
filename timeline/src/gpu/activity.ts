import type { ActivityState, ActivityStretch } from '../model.js';
import type { GpuSamples } from './samples.js';

/** A sample speaks for no more than this many spacings. */
const REACH = 1.5;

type Growing = { -readonly [Key in keyof ActivityStretch]: ActivityStretch[Key] };

/**
 * What a GPU did over [fromS, toS), without holes. A sample is a mean over the interval that ends at it, or the
 * greatest of several, so it speaks for the time back to the sample before it, though never for more than 1.5
 * spacings; the first one for one spacing. The newest one also stands for the time since, unless the next is overdue
 * at `knownUntilS`, which is asked for only where it matters. All else is unknown.
 */
export function activityOf(
  gpu: GpuSamples,
  fromS: number,
  toS: number,
  busyThreshold: number,
  knownUntilS: () => number,
): ActivityStretch[] {
  const stretches: Growing[] = [];
  let reachedS = fromS;
  const extendTo = (endS: number, state: ActivityState, ratio: number): void => {
    const clippedS = Math.min(endS, toS);
    if (clippedS <= reachedS) return;
    push(stretches, reachedS, clippedS, state, ratio);
    reachedS = clippedS;
  };

  const { timesS, ratios, spacingS } = gpu;
  if (spacingS > 0) {
    for (let i = indexAfter(timesS, fromS); i < timesS.length && reachedS < toS; i++) {
      const timeS = timesS[i] ?? Number.NaN;
      const ratio = ratios[i] ?? Number.NaN;
      const beforeS = timesS[i - 1];
      extendTo(
        beforeS === undefined ? timeS - spacingS : Math.max(beforeS, timeS - REACH * spacingS),
        'unknown',
        Number.NaN,
      );
      extendTo(timeS, ratio < busyThreshold ? 'idle' : 'busy', ratio);
    }
    const newestS = timesS.at(-1);
    const newest = ratios.at(-1) ?? Number.NaN;
    if (reachedS < toS && newestS !== undefined && knownUntilS() - newestS <= REACH * spacingS) {
      extendTo(toS, newest < busyThreshold ? 'idle' : 'busy', newest);
    }
  }
  extendTo(toS, 'unknown', Number.NaN);
  return stretches;
}

/** How many of the ascending times are at or before `atS`. */
function indexAfter(timesS: Float64Array, atS: number): number {
  let low = 0;
  let high = timesS.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((timesS[middle] ?? Infinity) <= atS) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Adds a stretch, to the one before it where both say the same. */
function push(
  stretches: Growing[],
  startS: number,
  endS: number,
  state: ActivityState,
  utilization: number,
): void {
  const last = stretches.at(-1);
  if (last && last.state === state && Object.is(last.utilization, utilization)) last.endS = endS;
  else stretches.push({ startS, endS, state, utilization });
}
