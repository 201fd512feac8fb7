import { PHASES } from '@coldstart/conventions';
import { isUsualParent, type LooseSpan } from './tree.js';

/**
 * Phases of a server whose ends lie beyond those of a phase around them by no more than their resolutions explain, cut to
 * it: a read of weights that ends half a millisecond after their load lies within it. Both are read from one clock, so
 * that what is left of the difference is rounding. Phases that merely touch stay as they are: most of a phase has to
 * lie within the other.
 */
export function settle(spans: readonly LooseSpan[]): LooseSpan[] {
  const settled = [...spans].sort((a, b) => b.durationS - a.durationS);
  for (const [index, span] of settled.entries()) {
    const around = settled.slice(0, index).filter((outer) => !isUsualParent(span, outer));
    settled[index] = around.reduce(cutTo, span);
  }
  return settled.map((span) => settled.filter((outer) => isUsualParent(outer, span)).reduce(cutTo, span));
}

function cutTo(span: LooseSpan, outer: LooseSpan): LooseSpan {
  if (!nearlyEncloses(outer, span)) return span;
  const startS = Math.max(span.startS, outer.startS);
  const endS = Math.min(span.endS, outer.endS);
  return { ...span, startS, endS, durationS: endS - startS };
}

function nearlyEncloses(outer: LooseSpan, inner: LooseSpan): boolean {
  if (PHASES[outer.phase].origin !== 'server' || PHASES[inner.phase].origin !== 'server') return false;
  const longer = outer.durationS > inner.durationS || isUsualParent(outer, inner);
  // The resolution of a span is that of both its ends.
  const explainedS = (outer.resolutionS + inner.resolutionS) / 2;
  const insideS = Math.min(outer.endS, inner.endS) - Math.max(outer.startS, inner.startS);
  return (
    longer &&
    outer.startS - inner.startS <= explainedS &&
    inner.endS - outer.endS <= explainedS &&
    insideS > inner.durationS / 2
  );
}
