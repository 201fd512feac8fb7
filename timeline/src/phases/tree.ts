import { isPhase, PHASE_NAMES, PHASES, type Phase, type PhaseDefinition } from '@coldstart/conventions';
import type { PhaseSpan } from '../model.js';

/** A phase span before its place among the others is known. */
export type LooseSpan = Omit<PhaseSpan, 'parent' | 'depth' | 'leaf' | 'lane'>;

const ORDER = new Map<Phase, number>(PHASE_NAMES.map((phase, index) => [phase, index]));

export function orderOf(phase: Phase): number {
  return ORDER.get(phase) ?? ORDER.size;
}

/** How many phases the conventions put around it. */
function generationOf(phase: Phase): number {
  const { parent }: PhaseDefinition = PHASES[phase];
  return parent === undefined || !isPhase(parent) ? 0 : 1 + generationOf(parent);
}

/** Nests spans by time: sorted by start, enclosing ones first, each with its parent, depth and lane. */
export function nest(spans: readonly LooseSpan[]): PhaseSpan[] {
  // Of equal extents the usual parent comes first.
  const sorted = [...spans].sort(
    (a, b) =>
      a.startS - b.startS ||
      b.endS - a.endS ||
      generationOf(a.phase) - generationOf(b.phase) ||
      orderOf(a.phase) - orderOf(b.phase),
  );
  const parents = sorted.map((span, index) => parentOf(span, index, sorted));
  const children = childrenOf(parents);
  const lanes = lanesOf(sorted, children);
  return sorted.map((span, index) => ({
    ...span,
    parent: parents[index] ?? null,
    depth: depthOf(index, parents),
    leaf: !children.has(index),
    lane: lanes[index] ?? 0,
  }));
}

/** Whether the conventions call `outer` the phase around `inner`. */
export function isUsualParent(outer: LooseSpan, inner: LooseSpan): boolean {
  const definition: PhaseDefinition = PHASES[inner.phase];
  return definition.parent === outer.phase;
}

/** The shortest span around this one. Equal extents are siblings, unless the conventions say which is the outer. */
function parentOf(span: LooseSpan, index: number, sorted: readonly LooseSpan[]): number | null {
  let parent: number | null = null;
  let parentS = Infinity;
  for (let i = 0; i < index; i++) {
    const other = sorted[i];
    if (!other || !encloses(other, span)) continue;
    if (other.durationS <= parentS) {
      parent = i;
      parentS = other.durationS;
    }
  }
  return parent;
}

function encloses(outer: LooseSpan, inner: LooseSpan): boolean {
  if (outer.startS > inner.startS || outer.endS < inner.endS) return false;
  if (isUsualParent(outer, inner)) return true;
  const equal = outer.startS === inner.startS && outer.endS === inner.endS;
  // What took no time at the edge of another came before or after it, not inside.
  const atEdge = inner.startS === inner.endS && (inner.startS === outer.startS || inner.endS === outer.endS);
  return !equal && !atEdge;
}

function depthOf(index: number, parents: readonly (number | null)[]): number {
  let depth = 0;
  for (let at = parents[index] ?? null; at !== null; at = parents[at] ?? null) depth++;
  return depth;
}

/** The spans directly inside each, in their order; under null those inside none. */
function childrenOf(parents: readonly (number | null)[]): Map<number | null, number[]> {
  const children = new Map<number | null, number[]>();
  parents.forEach((parent, index) => {
    const siblings = children.get(parent);
    if (siblings) siblings.push(index);
    else children.set(parent, [index]);
  });
  return children;
}

/**
 * A lane per span such that neither the span nor what lies inside it is drawn over an overlapping sibling, when a row
 * is the parent's row plus 1 plus the lane.
 */
function lanesOf(
  sorted: readonly LooseSpan[],
  children: ReadonlyMap<number | null, readonly number[]>,
): number[] {
  const lanes: number[] = sorted.map(() => 0);
  const place = (parent: number | null): number => {
    const placed: { span: LooseSpan; lane: number; rows: number }[] = [];
    for (const index of children.get(parent) ?? []) {
      const span = sorted[index];
      if (!span) continue;
      const rows = 1 + place(index);
      const beside = placed.filter((other) => other.span.startS < span.endS && span.startS < other.span.endS);
      let lane = 0;
      for (const other of beside.sort((a, b) => a.lane - b.lane)) {
        if (lane + rows <= other.lane) break;
        lane = Math.max(lane, other.lane + other.rows);
      }
      lanes[index] = lane;
      placed.push({ span, lane, rows });
    }
    return placed.reduce((most, { lane, rows }) => Math.max(most, lane + rows), 0);
  };
  place(null);
  return lanes;
}
