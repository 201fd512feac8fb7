import type { ClockName } from '../model.js';
import type { ClockEvent, Witness } from './witness.js';

export const CLOCKS: readonly ClockName[] = ['api-server', 'node', 'pod', 'prometheus'];

/** What has to be added to the reading of a clock, less what has to be added to that of another, is at least `atLeastS`. */
export interface Bound {
  readonly atLeastS: number;
  readonly evidence: readonly string[];
}

/** Bounds by the clock that is held against, then by the clock that is judged. */
export type Bounds = ReadonlyMap<ClockName, ReadonlyMap<ClockName, Bound>>;

/** Sums of doubles near Unix seconds are exact to less; more than it is a contradiction. */
const ROUNDING_S = 1e-5;

/**
 * What the order of events says: where a came before b, and clock A read a as no earlier than x, and clock B read b as no
 * later than y, then B needs at least x - y more added than A. Chains of clocks add up (a system of difference
 * constraints, closed over its longest paths; Cormen et al., Introduction to Algorithms, 22.4).
 */
export function boundsOf({ pod, events, orders }: Witness): Bounds {
  const bounds = new Map<ClockName, Map<ClockName, Bound>>();
  const learn = (before: ClockEvent, after: ClockEvent): void => {
    const atLeastS = before.earliestS - after.latestS;
    const order = `pod ${pod}: ${after.what} comes after ${before.what}`;
    raise(bounds, before.clock, after.clock, { atLeastS, evidence: [order] });
  };
  for (const before of events) {
    for (const after of events) {
      if (before.rank < after.rank && before.clock !== after.clock) learn(before, after);
    }
  }
  for (const { before, after } of orders) learn(before, after);
  return closed(bounds);
}

/** All that several say, of the clocks that they share. */
export function together(all: readonly Bounds[], shared: readonly ClockName[] = CLOCKS): Bounds {
  const bounds = new Map<ClockName, Map<ClockName, Bound>>();
  for (const one of all) {
    for (const against of shared) {
      for (const clock of shared) {
        const bound = boundOf(one, against, clock);
        if (bound) raise(bounds, against, clock, bound);
      }
    }
  }
  return closed(bounds);
}

/** Whether no offsets at all explain what is said. */
export function isContradictory(bounds: Bounds): boolean {
  return CLOCKS.some((clock) => (boundOf(bounds, clock, clock)?.atLeastS ?? 0) > ROUNDING_S);
}

/** Whether all clocks may show the same. Sums of bounds of which none is above 0 are none above 0 either. */
export function mayAgree(bounds: Bounds): boolean {
  for (const ofClock of bounds.values()) {
    for (const { atLeastS } of ofClock.values()) if (atLeastS > 0) return false;
  }
  return true;
}

export function boundOf(bounds: Bounds, against: ClockName, clock: ClockName): Bound | undefined {
  return bounds.get(against)?.get(clock);
}

function raise(
  bounds: Map<ClockName, Map<ClockName, Bound>>,
  against: ClockName,
  clock: ClockName,
  bound: Bound,
): void {
  const ofClock = bounds.get(against) ?? new Map<ClockName, Bound>();
  bounds.set(against, ofClock);
  const known = ofClock.get(clock);
  // Of equal bounds the evidence that reads first, whatever order they come in.
  const differenceS = known ? bound.atLeastS - known.atLeastS : Infinity;
  if (differenceS > 0 || (differenceS === 0 && known && words(bound) < words(known)))
    ofClock.set(clock, bound);
}

function words({ evidence }: Bound): string {
  return evidence.join('\n');
}

function closed(bounds: Map<ClockName, Map<ClockName, Bound>>): Bounds {
  for (const over of CLOCKS) {
    for (const against of CLOCKS) {
      for (const clock of CLOCKS) {
        const first = boundOf(bounds, against, over);
        const second = boundOf(bounds, over, clock);
        if (!first || !second || over === against || over === clock) continue;
        const evidence = [...new Set([...first.evidence, ...second.evidence])];
        raise(bounds, against, clock, { atLeastS: first.atLeastS + second.atLeastS, evidence });
      }
    }
  }
  return bounds;
}
