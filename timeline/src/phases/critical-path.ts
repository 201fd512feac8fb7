import type { Phase } from '@coldstart/conventions';
import type { PhaseSpan, Segment } from '../model.js';
import { orderOf } from './tree.js';

const WEIGHTS: readonly Phase[] = ['weights_fetch', 'weights_load', 'weights_read', 'weights_transfer'];

/**
 * Phases that are no part of a phase though they lie within its time: they run beside it, and it does not wait for them.
 * Whoever brings weights compiles nothing; SGLang brings them while it captures graphs, and a tokenizer has a process of
 * its own.
 */
const BESIDE: Readonly<Partial<Record<Phase, readonly Phase[]>>> = {
  ...Object.fromEntries(
    WEIGHTS.map((phase): [Phase, readonly Phase[]] => [
      phase,
      ['runtime_init', 'tokenizer_init', 'compile', 'cache_alloc', 'graph_capture', 'warmup'],
    ]),
  ),
  tokenizer_init: [...WEIGHTS, 'compile', 'cache_alloc', 'graph_capture', 'warmup'],
  compile: [...WEIGHTS, 'tokenizer_init'],
  graph_capture: [...WEIGHTS, 'tokenizer_init'],
};

/**
 * What the length of [startS, endS) hung on, in order, without holes. Backwards from the end: of the phases that run at a
 * moment the one that ends last decides, until it begins; inside it, its parts decide in the same way, and the time
 * between them is its own. Where no phase runs, the time is unattributed, which is a piece too. Phases that run beside
 * are not on the path as long as another one ends later.
 *
 * Method: the critical path of a trace as in Zhang et al., "CRISP: Critical Path Analysis of Large-Scale Microservice
 * Architectures", USENIX ATC 2022, with one difference: a phase that ran into the one that decides is followed back from
 * where that one began, as phases are dated by marks and not by calls that wait for each other.
 */
export function criticalPath(phases: readonly PhaseSpan[], startS: number, endS: number): Segment[] {
  const backwards: Segment[] = [];
  walk(phases, null, startS, endS, (piece) => {
    const later = backwards.at(-1);
    if (later && later.phase === piece.phase)
      backwards[backwards.length - 1] = { ...later, startS: piece.startS };
    else backwards.push(piece);
  });
  return backwards.reverse();
}

/** Visits the pieces of [startS, endS), last first. `parent` null: of the whole. */
function walk(
  phases: readonly PhaseSpan[],
  parent: number | null,
  startS: number,
  endS: number,
  visit: (piece: Segment) => void,
): void {
  const parts = partsOf(phases, parent);
  let atS = endS;
  while (atS > startS) {
    const decisive = lastToEnd(phases, parts, atS);
    const part = decisive === null ? undefined : phases[decisive];
    const reachedS = part ? Math.max(startS, Math.min(part.endS, atS)) : startS;
    if (reachedS < atS) visit({ startS: reachedS, endS: atS, phase: parent });
    atS = reachedS;
    if (!part || atS <= startS) return;
    const beginsS = Math.max(startS, part.startS);
    walk(phases, decisive, beginsS, atS, visit);
    atS = beginsS;
  }
}

function partsOf(phases: readonly PhaseSpan[], parent: number | null): number[] {
  const outer = parent === null ? undefined : phases[parent];
  const beside = outer ? (BESIDE[outer.phase] ?? []) : [];
  return phases.flatMap((phase, index) =>
    phase.parent === parent && phase.durationS > 0 && !beside.includes(phase.phase) ? [index] : [],
  );
}

/** Of the phases that begin before `atS` the one that ends last; of equal ones the one that begins first. */
function lastToEnd(phases: readonly PhaseSpan[], parts: readonly number[], atS: number): number | null {
  let best: number | null = null;
  for (const index of parts) {
    const phase = phases[index];
    if (!phase || phase.startS >= atS) continue;
    const rival = best === null ? undefined : phases[best];
    if (!rival || decidesOver(phase, rival)) best = index;
  }
  return best;
}

function decidesOver(a: PhaseSpan, b: PhaseSpan): boolean {
  return (a.endS - b.endS || b.startS - a.startS || orderOf(b.phase) - orderOf(a.phase)) > 0;
}
