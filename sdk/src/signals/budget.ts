import { seriesOf } from './observation.js';
import type { Observation } from './observation.js';

/** Observations that are of use together or not at all. */
export interface Group {
  /** What a person reads when it has to be left out. */
  readonly what: string;
  readonly observations: readonly Observation[];
}

export interface Budgeted {
  readonly kept: readonly Observation[];
  /** Names of the groups for which there was no room. */
  readonly leftOut: readonly string[];
}

/** Keeps whole groups, the first ones first, as long as all together are at most `most` series. */
export function withinBudget(groups: readonly Group[], most: number): Budgeted {
  const kept: Observation[] = [];
  const leftOut: string[] = [];
  let series = 0;
  for (const { what, observations } of groups) {
    const size = observations.reduce((sum, observation) => sum + seriesOf(observation), 0);
    if (series + size > most) {
      leftOut.push(what);
      continue;
    }
    series += size;
    kept.push(...observations);
  }
  return { kept, leftOut };
}
