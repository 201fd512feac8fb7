import type { ActivityState, ActivityStretch } from '../model.js';
import type { GpuSamples } from './samples.js';

/** A sample speaks for no more than this many spacings. */
const REACH = 1.5;

type Growing = { -readonly [Key in keyof ActivityStretch]: ActivityStretch[Key] };

/**
 * What a GPU did over [fromS, toS), without holes. A sample is a mean over the interval that ends at it, or the
 * greatest of several, so it speaks for the time back to the sample before it, though never for more than 1.5
 * spacings; the first one for one spacing. The newest one also stands for the time since, until the next is overdue.
 * All else is unknown.
 */
export function activityOf(
  gpu: GpuSamples,
  fromS: number,
  toS: number,
  busyThreshold: number,
): ActivityStretch[] {
  const stretches: Growing[] = [];
  let reachedS = fromS;
  const extendTo = (endS: number, state: ActivityState, ratio: number): void => {
    const clippedS = Math.min(endS, toS);
    if (clippedS <= reachedS) return;
    push(stretches, { startS: reachedS, endS: clippedS, state, utilization: ratio });
    reachedS = clippedS;
  };

  const { timesS, ratios, spacingS } = gpu;
  for (let i = 0; i < timesS.length; i++) {
    const timeS = timesS[i] ?? Number.NaN;
    const ratio = ratios[i] ?? Number.NaN;
    if (!(spacingS > 0) || timeS <= fromS) continue;
    const beforeS = timesS[i - 1];
    extendTo(
      beforeS === undefined ? timeS - spacingS : Math.max(beforeS, timeS - REACH * spacingS),
      'unknown',
      Number.NaN,
    );
    extendTo(timeS, ratio < busyThreshold ? 'idle' : 'busy', ratio);
    if (reachedS >= toS) return stretches;
  }
  const newestS = timesS.at(-1);
  const newest = ratios.at(-1) ?? Number.NaN;
  if (spacingS > 0 && newestS !== undefined && toS - newestS <= REACH * spacingS) {
    extendTo(toS, newest < busyThreshold ? 'idle' : 'busy', newest);
  }
  extendTo(toS, 'unknown', Number.NaN);
  return stretches;
}

/** Joins a stretch to the one before it where both say the same. */
function push(stretches: Growing[], next: Growing): void {
  const last = stretches.at(-1);
  if (last && last.state === next.state && Object.is(last.utilization, next.utilization))
    last.endS = next.endS;
  else stretches.push(next);
}
