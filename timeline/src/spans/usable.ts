import type { Notes } from '../notes/index.js';
import type { TraceSpan } from '../trace-span.js';
import { SECONDS_ATTRIBUTE } from './phase-names.js';

/** Nothing that loads models is older: an earlier time is the reading of another clock. The year 2001, Unix seconds. */
const OLDEST_S = 1e9;
/** Unix milliseconds are above it. */
const ABSURD_S = 1e11;

/**
 * The span with times that can be; null where there are none, with a note. vLLM before July 2026 begins a span of its
 * compiler with the reading of another clock, near 1970, and tells its duration in an attribute.
 */
export function usable(span: TraceSpan, notes: Notes): TraceSpan | null {
  const { startS, endS, attributes } = span;
  const canBe = (atS: number): boolean => atS >= OLDEST_S && atS < ABSURD_S;
  if (canBe(endS)) {
    if (canBe(startS) && startS <= endS) return span;
    const tookS = Number(attributes[SECONDS_ATTRIBUTE] ?? Number.NaN);
    if (tookS >= 0 && canBe(endS - tookS)) return { ...span, startS: endS - tookS };
  }
  notes.add(
    'ignored',
    'span times',
    `"${span.name}"`,
    (names) => `Spans ${names} have a start or an end that cannot be: ignored.`,
  );
  return null;
}
