import { medianSpacing, type LoadFacts, type PodFacts } from '../read/index.js';

/** A series is gone when it misses three of its samples, and not before 30 s. */
const MISSED_SAMPLES = 3;
const SHORTEST_SILENCE_S = 30;

export interface Presence {
  /** The last moment at which a series of it was there; null where no presence series tells. */
  readonly lastSeenS: number | null;
  /** Distance of its samples; 0 where unknown. */
  readonly spacingS: number;
  readonly gone: boolean;
}

export function presenceOf(facts: readonly (LoadFacts | PodFacts | null)[], evaluatedS: number): Presence {
  const seenS = facts.flatMap((one) => [...(one?.seenS ?? [])]).filter((atS) => atS <= evaluatedS);
  seenS.sort((a, b) => a - b);
  const lastSeenS = seenS.at(-1) ?? null;
  const median = medianSpacing(seenS);
  const spacingS = median > 0 ? median : 0;
  const silenceS = Math.max(MISSED_SAMPLES * spacingS, SHORTEST_SILENCE_S);
  return { lastSeenS, spacingS, gone: lastSeenS !== null && evaluatedS - lastSeenS > silenceS };
}
