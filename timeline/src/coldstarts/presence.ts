import { medianSpacing, type LoadFacts, type PodFacts } from '../read/index.js';

/** A series is gone when it misses three of its samples, and not before 30 s. */
const MISSED_SAMPLES = 3;
const SHORTEST_SILENCE_S = 30;

export interface Presence {
  /** The last moment at which a series of it was there; null where no presence series tells. */
  readonly lastSeenS: number | null;
  /** Distance of its samples, of two sources the wider; 0 where unknown. */
  readonly spacingS: number;
  readonly gone: boolean;
}

/** Until when load and pod, where there are any, were seen. */
export function presenceOf(facts: readonly (LoadFacts | PodFacts | null)[], evaluatedS: number): Presence {
  let lastSeenS: number | null = null;
  let spacingS = 0;
  for (const one of facts) {
    const seenS = Float64Array.from(one?.seenS ?? [])
      .filter((atS) => atS <= evaluatedS)
      .sort();
    const lastS = seenS.at(-1);
    if (lastS === undefined) continue;
    lastSeenS = Math.max(lastSeenS ?? lastS, lastS);
    const median = medianSpacing(seenS);
    if (median > spacingS) spacingS = median;
  }
  const silenceS = Math.max(MISSED_SAMPLES * spacingS, SHORTEST_SILENCE_S);
  return { lastSeenS, spacingS, gone: lastSeenS !== null && evaluatedS - lastSeenS > silenceS };
}
