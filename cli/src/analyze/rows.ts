import { PHASES } from '@coldstart/conventions';
import type { PhaseDefinition } from '@coldstart/conventions';
import type { ReportedPhase } from '../log/index.js';

/** A phase and its place among the others. */
export interface Row {
  readonly phase: ReportedPhase;
  /** 0 for a phase that nothing encloses. */
  readonly depth: number;
  /** Seconds of it that no phase inside it covers: all of a leaf. */
  readonly ownS: number;
  readonly leaf: boolean;
}

interface Node {
  readonly phase: ReportedPhase;
  readonly inner: Node[];
}

/**
 * Nests phases by time, each followed by what lies inside it.
 *
 * @param slackS by so much an inner phase may stick out: stamps are cut to whole seconds, printed durations are not
 */
export function rowsOf(phases: readonly ReportedPhase[], slackS: number): Row[] {
  const outer: Node[] = [];
  const placed: Node[] = [];
  for (const phase of phases.toSorted(enclosingFirst)) {
    const node: Node = { phase, inner: [] };
    const around = placed
      .filter((other) => encloses(other.phase, phase, slackS))
      .toSorted((a, b) => a.phase.duration_s - b.phase.duration_s)[0];
    (around?.inner ?? outer).push(node);
    placed.push(node);
  }
  return outer.toSorted(byStart).flatMap((node) => flat(node, 0));
}

/** Seconds of [startS, endS] that are in none of the phases, as stretches. */
export function uncovered(
  phases: readonly Pick<ReportedPhase, 'start_s' | 'end_s'>[],
  startS: number,
  endS: number,
): { readonly startS: number; readonly endS: number }[] {
  const free: { startS: number; endS: number }[] = [];
  let reachedS = startS;
  for (const { start_s, end_s } of phases.toSorted((a, b) => a.start_s - b.start_s)) {
    if (Math.min(start_s, endS) > reachedS) {
      free.push({ startS: reachedS, endS: Math.min(start_s, endS) });
    }
    reachedS = Math.max(reachedS, end_s);
  }
  return reachedS < endS ? [...free, { startS: reachedS, endS }] : free;
}

function flat({ phase, inner }: Node, depth: number): Row[] {
  const free = uncovered(
    inner.map((node) => node.phase),
    phase.start_s,
    phase.end_s,
  );
  const ownS = free.reduce((sum, { startS, endS }) => sum + endS - startS, 0);
  return [
    { phase, depth, ownS, leaf: inner.length === 0 },
    ...inner.toSorted(byStart).flatMap((node) => flat(node, depth + 1)),
  ];
}

function byStart(a: Node, b: Node): number {
  return a.phase.start_s - b.phase.start_s || b.phase.end_s - a.phase.end_s;
}

/** What the conventions put around another comes first, whatever a rounded stamp says; else the longer one. */
function enclosingFirst(a: ReportedPhase, b: ReportedPhase): number {
  return usualDepth(a) - usualDepth(b) || b.duration_s - a.duration_s || a.start_s - b.start_s;
}

function usualDepth({ phase }: ReportedPhase): number {
  const { parent }: PhaseDefinition = PHASES[phase];
  return parent === undefined ? 0 : 1;
}

function encloses(outer: ReportedPhase, inner: ReportedPhase, slackS: number): boolean {
  const sameModel = outer.model === undefined || outer.model === inner.model;
  const { parent }: PhaseDefinition = PHASES[inner.phase];
  // Of two that last as long as each other, neither is inside, unless the conventions say so.
  const canHold = parent === outer.phase || outer.duration_s > inner.duration_s;
  return (
    sameModel &&
    canHold &&
    outer.phase !== inner.phase &&
    outer.start_s <= inner.start_s + slackS &&
    outer.end_s >= inner.end_s - slackS &&
    // What lies at an edge, as far as the stamps can tell, is beside it.
    (parent === outer.phase || (inner.end_s > outer.start_s + slackS && inner.start_s < outer.end_s - slackS))
  );
}
