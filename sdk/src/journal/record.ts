import { PHASE_NAMES } from '@coldstart/conventions';
import type { Phase } from '@coldstart/conventions';
import type { LoadState, Transition } from '../load/index.js';
import { abandonedFromJson, abandonedToJson } from './abandoned.js';
import type { AbandonedLoad } from './abandoned.js';
import { isFinite, isObject, isOneOf, isWhole, listOf } from './shape.js';
import { cut, stateFromJson, stateToJson } from './state-json.js';
import { transitionFromJson } from './transition-json.js';

/**
 * One line of a journal. `atS` is when it was written, in Unix seconds: a sign of life. `load` numbers the loads of
 * the process.
 */
export type JournalRecord =
  | {
      readonly type: 'writer';
      /** Format of the records that follow. */
      readonly version: 1;
      /** Name that the file was made under, which makes the ids of its loads unique. */
      readonly id: string;
      /** The boot that the writer lived in. */
      readonly boot: string;
      readonly pid: number;
      readonly pod: string;
      readonly container: string;
      readonly processStartedS: number;
    }
  | {
      readonly type: 'history';
      /** Highest attempt of each model in all earlier lives. */
      readonly attempts: readonly (readonly [model: string, attempt: number])[];
      readonly abandoned: readonly AbandonedLoad[];
    }
  | {
      readonly type: 'load';
      readonly load: number;
      readonly atS: number;
      readonly state: LoadState;
      /** Phases begun so far, in that order. */
      readonly order: readonly Phase[];
    }
  | {
      readonly type: 'transition';
      readonly load: number;
      readonly atS: number;
      readonly transition: Transition;
    }
  | { readonly type: 'reported'; readonly id: string }
  | { readonly type: 'exit'; readonly atS: number; readonly code: number | null }
  | { readonly type: 'uncaught_exception'; readonly atS: number; readonly error: string };

/**
 * A record as it stands in the file. The line break comes first: whatever a death, a full disk or a power cut left
 * unfinished before it stays a line of its own.
 */
export function encode(record: JournalRecord): string {
  return `\n${JSON.stringify(json(record))}`;
}

function json(record: JournalRecord): unknown {
  switch (record.type) {
    case 'history':
      return { ...record, abandoned: record.abandoned.map(abandonedToJson) };
    case 'load':
      return { ...record, state: stateToJson(record.state) };
    default:
      return record;
  }
}

/** The record that `value` is, `null` for what is damaged or of a version that is not known here. */
export function recordFromJson(value: unknown): JournalRecord | null {
  if (!isObject(value)) {
    return null;
  }
  const { type, load, atS, id } = value;
  switch (type) {
    case 'writer': {
      const { version, boot, pid, pod, container, processStartedS } = value;
      return version === 1 &&
        typeof id === 'string' &&
        typeof boot === 'string' &&
        isWhole(pid) &&
        typeof pod === 'string' &&
        typeof container === 'string' &&
        isFinite(processStartedS)
        ? { type, version, id, boot, pid, pod, container, processStartedS }
        : null;
    }
    case 'history': {
      const attempts = listOf(value['attempts'], attemptFromJson);
      const abandoned = listOf(value['abandoned'], abandonedFromJson);
      return attempts !== null && abandoned !== null ? { type, attempts, abandoned } : null;
    }
    case 'load': {
      const state = stateFromJson(value['state']);
      const order = listOf(value['order'], (phase) => (isOneOf(phase, PHASE_NAMES) ? phase : null));
      return isWhole(load) && isFinite(atS) && state !== null && order !== null
        ? { type, load, atS, state, order }
        : null;
    }
    case 'transition': {
      const transition = transitionFromJson(value['transition']);
      return isWhole(load) && isFinite(atS) && transition !== null ? { type, load, atS, transition } : null;
    }
    case 'reported':
      return typeof id === 'string' ? { type, id } : null;
    case 'exit': {
      const { code } = value;
      return isFinite(atS) && (code === null || isFinite(code)) ? { type, atS, code } : null;
    }
    case 'uncaught_exception': {
      const { error } = value;
      return isFinite(atS) && typeof error === 'string' ? { type, atS, error } : null;
    }
    default:
      return null;
  }
}

function attemptFromJson(value: unknown): readonly [string, number] | null {
  if (!Array.isArray(value)) {
    return null;
  }
  const [model, attempt] = value as unknown[];
  return typeof model === 'string' && isWhole(attempt, 1) ? [cut(model), attempt] : null;
}
