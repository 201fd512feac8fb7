import type { Moment } from '../model.js';
import type { Sample } from '../read/index.js';

/** The moment that a sample carries as its value. */
export function momentOf(sample: Sample, estimated = false): Moment {
  const { metric, source, resolutionS } = sample.signal;
  return { atS: sample.value, resolutionS: resolutionS ?? 0, source, metric, estimated };
}

/** Whether the resolutions of two moments explain their distance. */
export function agree(a: Moment, b: Moment): boolean {
  return Math.abs(a.atS - b.atS) <= a.resolutionS + b.resolutionS;
}

/** The finer of two moments; of equal ones the earlier, a reported one before an estimated one. */
export function finer(a: Moment | undefined, b: Moment | undefined): Moment | undefined {
  if (!a || !b) return a ?? b;
  if (a.estimated !== b.estimated) return a.estimated ? b : a;
  if (a.resolutionS !== b.resolutionS) return a.resolutionS < b.resolutionS ? a : b;
  return a.atS <= b.atS ? a : b;
}
