import { MARK_NAMES, OUTCOMES, PHASE_NAMES, WEIGHTS_SOURCES } from '@coldstart/conventions';
import { isSpanContextValid } from '@opentelemetry/api';
import type { Mark, Phase } from '@coldstart/conventions';
import type { LoadResult, LoadState, PhaseRecord } from '../load/index.js';
import { newSpan } from '../trace-parent.js';
import type { TraceParent } from '../trace-parent.js';
import { isFinite, isObject, isOneOf, isWhole, listOf } from './shape.js';

/** No name that is safe to show is longer, in UTF-16 units. */
const LONGEST_NAME = 256;
const LONGEST_ERROR = 500;

/** A name as the journal keeps it: a model may be called anything, of any length. */
export function cut(name: string): string {
  return name.slice(0, LONGEST_NAME);
}

/** A load as JSON carries it: its maps as lists of pairs. `stateFromJson` reads it back. */
export function stateToJson(state: LoadState): unknown {
  return {
    ...state,
    model: cut(state.model),
    server: cut(state.server),
    phases: [...state.phases],
    marks: [...state.marks],
    result: state.result && { ...state.result, error: state.result.error.slice(0, LONGEST_ERROR) },
  };
}

/** The load that `stateToJson` wrote, or `null` for anything that it cannot have written. */
export function stateFromJson(value: unknown): LoadState | null {
  if (!isObject(value)) {
    return null;
  }
  const { model, server, attempt, startS, bytes, expectedBytes, weightsSource } = value;
  const phases = listOf(value['phases'], phaseFromJson);
  const marks = listOf(value['marks'], markFromJson);
  const parent = parentFromJson(value['parent']);
  // An older version wrote neither of these.
  const span = value['span'] === undefined ? newSpan(parent ?? null) : spanFromJson(value['span']);
  const missingPhases = listOf(value['missingPhases'] ?? [], phaseNameFromJson);
  const result = resultFromJson(value['result']);
  if (
    typeof model !== 'string' ||
    typeof server !== 'string' ||
    !isWhole(attempt, 1) ||
    !isFinite(startS) ||
    !isBytes(bytes) ||
    !isBytes(expectedBytes) ||
    !isOneOf(weightsSource, WEIGHTS_SOURCES) ||
    phases === null ||
    marks === null ||
    parent === undefined ||
    span === undefined ||
    missingPhases === null ||
    result === undefined
  ) {
    return null;
  }
  return {
    model: cut(model),
    server: cut(server),
    attempt,
    parent,
    span,
    startS,
    phases: new Map(phases),
    marks: new Map(marks),
    bytes,
    expectedBytes,
    weightsSource,
    missingPhases,
    result,
  };
}

function phaseFromJson(value: unknown): [Phase, PhaseRecord] | null {
  if (!Array.isArray(value)) {
    return null;
  }
  const [phase, record] = value as unknown[];
  if (!isOneOf(phase, PHASE_NAMES) || !isObject(record)) {
    return null;
  }
  const { startS, endS, outcome, open } = record;
  const runs = endS === null;
  return isFinite(startS) &&
    (runs || (isFinite(endS) && endS >= startS)) &&
    isOneOf(outcome, OUTCOMES) &&
    isWhole(open) &&
    open > 0 === runs
    ? [phase, { startS, endS, outcome, open }]
    : null;
}

function phaseNameFromJson(value: unknown): Phase | null {
  return isOneOf(value, PHASE_NAMES) ? value : null;
}

function markFromJson(value: unknown): [Mark, number] | null {
  if (!Array.isArray(value)) {
    return null;
  }
  const [mark, atS] = value as unknown[];
  return isOneOf(mark, MARK_NAMES) && isFinite(atS) ? [mark, atS] : null;
}

/** `undefined` for what is no parent, as `null` stands for a load without one. */
function parentFromJson(value: unknown): TraceParent | null | undefined {
  return value === null ? null : spanFromJson(value);
}

/** `undefined` for what is no span. */
function spanFromJson(value: unknown): TraceParent | undefined {
  if (!isObject(value)) {
    return undefined;
  }
  const { traceId, spanId, traceFlags } = value;
  if (typeof traceId !== 'string' || typeof spanId !== 'string' || !isWhole(traceFlags)) {
    return undefined;
  }
  const span = { traceId, spanId, traceFlags };
  return isSpanContextValid(span) ? span : undefined;
}

/** `undefined` for what is no result, as `null` stands for a load that runs. */
function resultFromJson(value: unknown): LoadResult | null | undefined {
  if (value === null) {
    return null;
  }
  if (!isObject(value)) {
    return undefined;
  }
  const { outcome, atS, error } = value;
  return isOneOf(outcome, OUTCOMES) && isFinite(atS) && typeof error === 'string'
    ? { outcome, atS, error }
    : undefined;
}

function isBytes(value: unknown): value is number | null {
  return value === null || (isFinite(value) && value >= 0);
}
