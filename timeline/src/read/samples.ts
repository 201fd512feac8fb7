import type { Series } from '../series.js';
import type { Signal } from '../signals/index.js';

/** One sample of a series, what its metric means, and the label that goes with it where there is one. */
export interface Sample {
  readonly timeS: number;
  readonly value: number;
  readonly label: string;
  readonly signal: Signal;
}

/** The later sample; of equal times the greater value. Total, so that the order of reading changes nothing. */
export function later(a: Sample | undefined, b: Sample): Sample {
  if (!a) return b;
  if (a.timeS !== b.timeS) return a.timeS > b.timeS ? a : b;
  if (a.value !== b.value) return a.value > b.value ? a : b;
  return a.label >= b.label ? a : b;
}

/** Calls `visit` for every sample that has a time and a value, in the order they stand. */
export function forEachSample(series: Series, visit: (timeS: number, value: number) => void): void {
  const count = Math.min(series.timesS.length, series.values.length);
  for (let i = 0; i < count; i++) {
    const timeS = series.timesS[i] ?? Number.NaN;
    const value = series.values[i] ?? Number.NaN;
    if (Number.isFinite(timeS) && !Number.isNaN(value)) visit(timeS, value);
  }
}

/** The times of the samples that have a time and a value, ascending. */
export function ascendingTimes(series: Series): Float64Array {
  const timesS = new Float64Array(Math.min(series.timesS.length, series.values.length));
  let count = 0;
  forEachSample(series, (timeS) => {
    timesS[count++] = timeS;
  });
  const known = timesS.subarray(0, count);
  return known.every((timeS, i) => i === 0 || timeS >= (known[i - 1] ?? timeS)) ? known : known.sort();
}
