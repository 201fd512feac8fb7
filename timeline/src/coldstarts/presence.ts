import { medianSpacing, type LoadFacts, type PodFacts } from '../read/index.js';
import type { Question } from './question.js';

/** A series is gone when it misses three of its samples, and not before 30 s. */
const MISSED_SAMPLES = 3;
const SHORTEST_SILENCE_S = 30;

/** Prometheus' own scrape interval where none is set; hardly anyone scrapes more rarely. */
const ASSUMED_SPACING_S = 60;

/** What a presence series speaks of. */
type Seen = Pick<LoadFacts | PodFacts, 'seenS' | 'spacingS'>;

export interface Presence {
  /** The last moment at which a series of it was there; null where no presence series tells. */
  readonly lastSeenS: number | null;
  /** Distance of its samples, of two sources the wider; 0 where nothing was seen. */
  readonly spacingS: number;
  readonly gone: boolean;
}

/** The widest spacing of presence series, seconds; 0 where none has two samples. */
export interface SeenSpacing {
  readonly spacingS: number;
  /** The answer is the same at every later time of evaluation. */
  readonly settled: boolean;
}

export function seenSpacing(facts: readonly Seen[], evaluatedS: number): SeenSpacing {
  let widestS = 0;
  let settled = true;
  for (const one of facts) {
    const knownS = until(one.seenS, evaluatedS);
    settled &&= knownS.length === one.seenS.length;
    const spacingS = spacingOf(one, knownS);
    if (spacingS > widestS) widestS = spacingS;
  }
  return { spacingS: widestS, settled };
}

/**
 * How far apart the samples of a series may lie that has only one yet: the widest spacing of all presence series, as
 * one scrape or one step makes them all; 60 s where no series has two samples.
 */
export function loneSpacing(spacings: Iterable<SeenSpacing>): number {
  let widestS = 0;
  for (const { spacingS } of spacings) widestS = Math.max(widestS, spacingS);
  return widestS > 0 ? widestS : ASSUMED_SPACING_S;
}

/** Until when load and pod, where there are any, were seen. The lone spacing stands for that of a single sample. */
export function presenceOf(facts: readonly (Seen | null)[], question: Question): Presence {
  const evaluatedS = question.term('evaluatedS');
  let lastSeenS: number | null = null;
  let spacingS = 0;
  for (const one of facts) {
    if (!one) continue;
    const seenS = until(one.seenS, evaluatedS);
    const lastS = seenS.at(-1);
    if (lastS === undefined) continue;
    lastSeenS = Math.max(lastSeenS ?? lastS, lastS);
    spacingS = Math.max(spacingS, spacingOf(one, seenS) || question.term('loneSpacingS'));
  }
  const silenceS = Math.max(MISSED_SAMPLES * spacingS, SHORTEST_SILENCE_S);
  return { lastSeenS, spacingS, gone: lastSeenS !== null && evaluatedS - lastSeenS > silenceS };
}

/**
 * Distance of the samples, NaN where there is one alone. Series of several replicas lie between each other, so what one
 * series has alone counts where it is wider.
 */
function spacingOf({ spacingS }: Seen, seenS: ArrayLike<number>): number {
  const medianS = medianSpacing(seenS);
  return seenS.length > 1 && spacingS > medianS ? spacingS : medianS;
}

/** Ascending. */
function until(seenS: readonly number[], evaluatedS: number): Float64Array {
  const timesS = new Float64Array(seenS.length);
  let count = 0;
  let ascending = true;
  for (const atS of seenS) {
    if (!(atS <= evaluatedS)) continue;
    ascending &&= count === 0 || atS >= (timesS[count - 1] ?? atS);
    timesS[count++] = atS;
  }
  const known = timesS.subarray(0, count);
  return ascending ? known : known.sort();
}
