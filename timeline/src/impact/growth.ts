import type { Usual } from './baseline.js';
import type { DepthSample } from './queue-samples.js';

/** A swing is over before it has been above for so many samples in a row. */
const SAMPLES_IN_ROW = 3;

/** Unless it goes higher than any swing before, by so much. */
const TIMES_THE_MOST = 2;

/**
 * The index of the sample with which a queue grew; below 0 where it did not. It grew where it stood above the usual for
 * three samples in a row, or went above twice the greatest depth of the baseline's stretch.
 */
export function growthIn(depth: readonly DepthSample[], { baseline, most }: Usual): number {
  let beginsAt = -1;
  for (const [i, { requests }] of depth.entries()) {
    if (requests <= baseline.grownAbove) beginsAt = -1;
    else {
      if (beginsAt < 0) beginsAt = i;
      if (i - beginsAt + 1 >= SAMPLES_IN_ROW || requests > TIMES_THE_MOST * most) return beginsAt;
    }
  }
  return -1;
}
