import type { PhaseSpan } from './spans.js';

/** Times of a phase that lie no further apart are one: many stamps are cut to seconds. */
const TOUCHING_S = 2;

/** Makes one of the times of a phase that touch. `spans` by their start. */
export function joined(spans: readonly PhaseSpan[]): PhaseSpan[] {
  const whole: PhaseSpan[] = [];
  for (const span of spans) {
    const at = whole.findLastIndex(
      ({ phase, model, step }) => phase === span.phase && model === span.model && step === span.step,
    );
    const before = whole[at];
    if (before === undefined || span.startS > before.endS + TOUCHING_S) {
      whole.push(span);
    } else {
      whole[at] = join(before, span);
    }
  }
  return whole;
}

function join(a: PhaseSpan, b: PhaseSpan): PhaseSpan {
  const printed = [a.printedS, b.printedS].filter((s) => s !== null);
  const endS = Math.max(a.endS, b.endS);
  return {
    ...a,
    endS,
    observedS: endS - a.startS,
    printedS: printed.length === 0 ? null : printed.reduce((x, y) => x + y),
    ranks: Math.max(a.ranks, b.ranks),
    unfinished: a.unfinished || b.unfinished,
  };
}
