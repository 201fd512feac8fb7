import type { Series } from '../series.js';

/** Whether two that are one time series have the same samples in the same order. */
export function haveSameSamples(a: Series, b: Series): boolean {
  return a === b || (same(a.values, b.values) && same(a.timesS, b.timesS));
}

/** Whether they are one time series: name and labels. */
export function isSameSeries(a: Series, b: Series): boolean {
  return a === b || (a.metric === b.metric && sameLabels(a.labels, b.labels));
}

function sameLabels(a: Series['labels'], b: Series['labels']): boolean {
  if (a === b) return true;
  for (const name in a) if (a[name] !== b[name]) return false;
  for (const name in b) if (!Object.hasOwn(a, name)) return false;
  return true;
}

function same(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  // A loop that meets one kind of array runs several times faster than one that meets two.
  if (a instanceof Float64Array && b instanceof Float64Array) return sameFloats(a, b);
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}

/** NaN is no value, in both. */
function sameFloats(a: Float64Array, b: Float64Array): boolean {
  for (let i = 0; i < a.length; i++) {
    const x = a[i] ?? 0;
    const y = b[i] ?? 0;
    if (x !== y && !(Number.isNaN(x) && Number.isNaN(y))) return false;
  }
  return true;
}
