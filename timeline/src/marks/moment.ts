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
