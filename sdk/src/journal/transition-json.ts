import { MARK_NAMES, OUTCOMES, PHASE_NAMES, WEIGHTS_SOURCES } from '@coldstart/conventions';
import type { Transition } from '../load/index.js';
import { isFinite, isObject, isOneOf, listOf } from './shape.js';

/**
 * The transition that stands in a record, or `null` for anything else. Whether it fits the state of its load is for
 * `misuse` to say.
 */
export function transitionFromJson(value: unknown): Transition | null {
  if (!isObject(value)) {
    return null;
  }
  const { type, phase, atS, outcome, startS, endS, bytes, expectedBytes, source, mark, error } = value;
  const phases = listOf(value['phases'], (item) => (isOneOf(item, PHASE_NAMES) ? item : null));
  switch (type) {
    case 'begin':
      return isOneOf(phase, PHASE_NAMES) && isFinite(atS) ? { type, phase, atS } : null;
    case 'end':
      return isOneOf(phase, PHASE_NAMES) && isFinite(atS) && isOneOf(outcome, OUTCOMES)
        ? { type, phase, atS, outcome }
        : null;
    case 'record':
      return isOneOf(phase, PHASE_NAMES) && isFinite(startS) && isFinite(endS) && isOneOf(outcome, OUTCOMES)
        ? { type, phase, startS, endS, outcome }
        : null;
    case 'progress':
      return isFinite(bytes) && (expectedBytes === null || isFinite(expectedBytes))
        ? { type, bytes, expectedBytes }
        : null;
    case 'weights_source':
      return isOneOf(source, WEIGHTS_SOURCES) ? { type, source } : null;
    case 'mark':
      return isOneOf(mark, MARK_NAMES) && isFinite(atS) ? { type, mark, atS } : null;
    case 'missing_phases':
      return phases === null ? null : { type, phases };
    case 'ready':
      return isFinite(atS) ? { type, atS } : null;
    case 'fail':
      return isFinite(atS) && typeof error === 'string' ? { type, atS, error } : null;
    default:
      return null;
  }
}
