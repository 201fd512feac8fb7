import type { LogEvent } from '../../log/index.js';
import type { SpanPhase } from '../spans/index.js';

/** Phases that spans of the server tell of, in the words of a log. */
export function eventsOfSpans(phases: readonly SpanPhase[]): readonly LogEvent[] {
  return phases.map(({ phase, startS, endS }) => ({
    type: 'end',
    phase,
    atS: endS,
    exact: true,
    subject: { model: '', lane: 'spans' },
    printedS: endS - startS,
    printed: 'whole',
    sinceS: null,
  }));
}
