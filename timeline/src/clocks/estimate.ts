import type { ClockName, ClockOffset } from '../model.js';
import { boundOf, boundsOf, isContradictory, mayAgree, together, type Bounds } from './bounds.js';
import type { Witness } from './witness.js';

/** What clocks are judged by, the most telling first. A pod reads the clock of its node, unless it has a kernel of its own. */
const PAIRS: readonly (readonly [clock: ClockName, against: ClockName])[] = [
  ['node', 'api-server'],
  ['pod', 'node'],
  ['pod', 'api-server'],
  ['pod', 'prometheus'],
  ['node', 'prometheus'],
  ['prometheus', 'api-server'],
];

/** Less than this is nothing to tell a person. */
const LEAST_S = 0.001;

/** What the pods of a node have in common, and what all pods have. */
const OF_NODE: readonly ClockName[] = ['api-server', 'node', 'prometheus'];
const OF_ALL: readonly ClockName[] = ['api-server', 'prometheus'];

export interface ClockEstimate {
  /** Clocks that cannot agree; empty where all may. */
  readonly offsets: readonly ClockOffset[];
  /** The order of events holds whatever the clocks are set to. */
  readonly possible: boolean;
}

/** What the order of events says of the clocks of one pod alone. */
export interface Judged {
  readonly witness: Witness;
  readonly bounds: Bounds;
  /** All its clocks may show the same. */
  readonly agrees: boolean;
}

export function judge(witness: Witness): Judged {
  const bounds = boundsOf(witness);
  return { witness, bounds, agrees: mayAgree(bounds) };
}

const NOTHING: ClockEstimate = { offsets: [], possible: true };

/**
 * Which clocks differ, for each pod, from the order in which things happen to it. What the pods of a node tell of the
 * clock of the node, and all pods of that of the API server and of Prometheus, holds for each of them; where a clock was
 * set in between, so that no offset fits them all, each pod speaks for itself. Where all clocks may agree nothing is
 * said, however wide the interval is in which they may differ.
 */
export function estimateClocks(alone: readonly Judged[]): ClockEstimate[] {
  // Clocks that agree pod by pod agree over all of them.
  if (alone.every(({ agrees }) => agrees)) return alone.map(() => NOTHING);
  const sound = alone.filter(({ bounds }) => !isContradictory(bounds));
  const ofAll = together(
    sound.map(({ bounds }) => bounds),
    OF_ALL,
  );
  const common = isContradictory(ofAll) ? together([]) : ofAll;
  const nodes = new Map<string, Bounds>();
  for (const [node, members] of Map.groupBy(sound, ({ witness }) => witness.node)) {
    const ofNode = together([common, ...members.map(({ bounds }) => bounds)], OF_NODE);
    if (node && !isContradictory(ofNode)) nodes.set(node, ofNode);
  }
  return alone.map(({ witness, bounds }) => {
    if (isContradictory(bounds)) return { offsets: [], possible: false };
    const shared = nodes.get(witness.node) ?? common;
    const all = together([bounds, shared]);
    return { offsets: offsetsIn(isContradictory(all) ? bounds : all), possible: true };
  });
}

/** Each clock that cannot agree with another, once: the pod's only where that of its node does not explain it. */
function offsetsIn(bounds: Bounds): ClockOffset[] {
  const offsets: ClockOffset[] = [];
  const judged = new Set<ClockName>();
  for (const [clock, against] of PAIRS) {
    const explained = clock === 'pod' && against !== 'node' && judged.has('node');
    if (judged.has(clock) || explained) continue;
    const offset = offsetOf(bounds, clock, against);
    if (!offset) continue;
    judged.add(clock);
    offsets.push(offset);
  }
  return offsets;
}

function offsetOf(bounds: Bounds, clock: ClockName, against: ClockName): ClockOffset | null {
  const low = boundOf(bounds, against, clock);
  const high = boundOf(bounds, clock, against);
  const lowS = low?.atLeastS ?? -Infinity;
  const highS = high ? -high.atLeastS : Infinity;
  if (lowS <= LEAST_S && highS >= -LEAST_S) return null;
  // Only one of the bounds keeps the clocks apart; the other says how far at most.
  const evidence = (lowS > LEAST_S ? low : high)?.evidence ?? [];
  return { clock, against, lowS: Math.min(lowS, highS), highS: Math.max(lowS, highS), evidence };
}
