import { effectiveCount } from '../history/index.js';
import type { ColdStart } from '../model.js';
import type { Path } from './paths.js';

/** Durations that differ by less than this many seconds are alike, however short they are. */
const FLOOR_S = 2;

/** Of logarithms of durations: loads half as long again count for about two thirds. */
const BANDWIDTH = 0.5;

/** The kernel widens until the paths count for so many equal ones, or for most of them where they are few. */
const ENOUGH = 8;
const MOST = 0.8;
const WIDER = 1.5;

/**
 * How much each path says about a load: a Gaussian kernel over the logarithmic ratios of the seconds that both had
 * spent in each phase by the last step that they share, 1 for the most alike. A cold node shows in scheduling and
 * image pull, a missed cache in the fetch: loads that met the same so far will likely meet the same later.
 */
export function likenesses(coldStart: ColdStart, paths: readonly Path[]): number[] {
  const distances = paths.map(({ load, itsLastS, lastS }) =>
    distance(secondsUntil(lastS, coldStart), secondsUntil(itsLastS, load)),
  );
  const nearest = Math.min(...distances);
  const enough = Math.min(ENOUGH, MOST * paths.length);
  for (let bandwidth = BANDWIDTH; ; bandwidth *= WIDER) {
    const weights = distances.map((one) => Math.exp((nearest - one) / (2 * bandwidth ** 2)));
    if (effectiveCount(weights.map((weight) => ({ weight }))) >= enough) return weights;
  }
}

/** Sum of the squared logarithmic ratios. */
function distance(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const phase of new Set([...a.keys(), ...b.keys()])) {
    const ratio = ((a.get(phase) ?? 0) + FLOOR_S) / ((b.get(phase) ?? 0) + FLOOR_S);
    sum += Math.log(ratio) ** 2;
  }
  return sum;
}

/** Seconds in each phase. */
function secondsUntil(untilS: number, { phases }: ColdStart): Map<string, number> {
  const seconds = new Map<string, number>();
  for (const { phase, startS, endS } of phases) {
    const inside = Math.min(endS, untilS) - startS;
    if (inside > 0) seconds.set(phase, (seconds.get(phase) ?? 0) + inside);
  }
  return seconds;
}
