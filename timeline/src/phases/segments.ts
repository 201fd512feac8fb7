import type { PhaseSpan, Segment } from '../model.js';
import { orderOf } from './tree.js';

/**
 * Cuts [startS, endS) where phases begin and end, and gives each piece to the innermost phase in it: the deepest, then
 * the one that began last, then the first in the usual order. Neighbours share their border, so nothing is counted
 * twice and nothing is lost.
 */
export function partition(phases: readonly PhaseSpan[], startS: number, endS: number): Segment[] {
  const borders = new Set([startS, endS]);
  for (const phase of phases) {
    for (const border of [phase.startS, phase.endS])
      if (border > startS && border < endS) borders.add(border);
  }
  const ascending = [...borders].sort((a, b) => a - b);
  const segments: Segment[] = [];
  for (let i = 1; i < ascending.length; i++) {
    const fromS = ascending[i - 1] ?? startS;
    const toS = ascending[i] ?? endS;
    const phase = innermost(phases, fromS, toS);
    const last = segments.at(-1);
    if (last && last.phase === phase) segments[segments.length - 1] = { ...last, endS: toS };
    else segments.push({ startS: fromS, endS: toS, phase });
  }
  return segments;
}

function innermost(phases: readonly PhaseSpan[], fromS: number, toS: number): number | null {
  let best: number | null = null;
  phases.forEach((phase, index) => {
    if (phase.startS > fromS || phase.endS < toS) return;
    const rival = best === null ? undefined : phases[best];
    if (!rival || isInside(phase, rival)) best = index;
  });
  return best;
}

function isInside(a: PhaseSpan, b: PhaseSpan): boolean {
  const difference = a.depth - b.depth || a.startS - b.startS || orderOf(b.phase) - orderOf(a.phase);
  return difference > 0;
}

export function unattributedSeconds(segments: readonly Segment[]): number {
  return segments.reduce((sum, { startS, endS, phase }) => sum + (phase === null ? endS - startS : 0), 0);
}
