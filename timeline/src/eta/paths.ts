import { stepsOf, type Steps } from '../history/index.js';
import type { ColdStart } from '../model.js';

/** Whole seconds of kube-state-metrics: a step that close may already have come or not. */
const TOLERANCE_S = 1;

/** What a load of the history did from the point on at which the load in question is now. */
export interface Path {
  readonly load: ColdStart;
  /** The last step that both have taken: when this one took it, and the load in question. */
  readonly itsLastS: number;
  readonly lastS: number;
  /** The moment of it that corresponds to now, on its own clock. */
  readonly nowS: number;
  /** From there until it was ready. */
  readonly remainingS: number;
  /** It had taken its next step before it got as far: the load in question has been in this state for longer. */
  readonly outlived: boolean;
}

/**
 * Lays a load of the history beside one in progress, at the last step that both have taken. Of an outlived one the
 * rest counts as if its next step came now.
 */
export function pathOf(load: ColdStart, steps: Steps, knownS: number): Path {
  const its = stepsOf(load);
  let lastS = -Infinity;
  let itsLastS = load.startS;
  for (const [step, atS] of steps) {
    const itsS = its.get(step);
    if (itsS === undefined || atS < lastS || atS > knownS) continue;
    // Of steps at one moment the latest of the other load counts.
    itsLastS = atS > lastS ? itsS : Math.max(itsLastS, itsS);
    lastS = atS;
  }
  const nowS = itsLastS + (knownS - lastS);
  let nextS = load.endS;
  for (const [step, itsS] of its) {
    if (itsS >= itsLastS && itsS < nextS && !steps.has(step)) nextS = itsS;
  }
  const outlived = nextS < nowS - TOLERANCE_S;
  const atS = outlived ? nextS : Math.min(nowS, load.endS);
  return { load, itsLastS, lastS, nowS: atS, remainingS: load.endS - atS, outlived };
}
