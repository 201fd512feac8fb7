import { ABANDON_REASONS, PHASE_NAMES } from '@coldstart/conventions';
import type { AbandonReason, Phase } from '@coldstart/conventions';
import type { LoadState } from '../load/index.js';
import { isFinite, isObject, isOneOf } from './shape.js';
import { stateFromJson, stateToJson } from './state-json.js';

/** A load whose process died before it was ready, of the load's failure or in the middle. Survives a structured clone. */
export interface AbandonedLoad {
  /** The same for everybody who finds this load, so that it is told once. */
  readonly id: string;
  /** As it was at death: of a load that had not failed, phases that ran still run, and there is no result. */
  readonly state: LoadState;
  /** Last sign of life, Unix seconds. */
  readonly atS: number;
  /** The phase that was begun last of those that still ran, or failed; `null` between two phases. */
  readonly phase: Phase | null;
  readonly reason: AbandonReason;
  /** Its spans and its log record have been exported. */
  readonly reported: boolean;
}

/** More than these are of no use to a person, and each costs a series. */
const KEPT = 3;

/** The most recent of all, oldest first; of two with one id the one that says it was reported. */
export function mostRecent(loads: readonly AbandonedLoad[]): AbandonedLoad[] {
  const byId = new Map<string, AbandonedLoad>();
  for (const load of loads) {
    if (byId.get(load.id)?.reported !== true) {
      byId.set(load.id, load);
    }
  }
  return [...byId.values()].sort((a, b) => a.atS - b.atS).slice(-KEPT);
}

/** As JSON carries it; `abandonedFromJson` reads it back. */
export function abandonedToJson(load: AbandonedLoad): unknown {
  return { ...load, state: stateToJson(load.state) };
}

/** The load that `abandonedToJson` wrote, or `null` for anything that it cannot have written. */
export function abandonedFromJson(value: unknown): AbandonedLoad | null {
  if (!isObject(value)) {
    return null;
  }
  const { id, atS, phase, reason, reported } = value;
  const state = stateFromJson(value['state']);
  return typeof id === 'string' &&
    state !== null &&
    state.result?.outcome !== 'ok' &&
    isFinite(atS) &&
    (phase === null || isOneOf(phase, PHASE_NAMES)) &&
    isOneOf(reason, ABANDON_REASONS) &&
    typeof reported === 'boolean'
    ? { id, state, atS, phase, reason, reported }
    : null;
}
