import type { AbandonReason, Phase } from '@coldstart/conventions';
import { misuse, reduce } from '../load/index.js';
import type { LoadState } from '../load/index.js';
import { mostRecent } from './abandoned.js';
import type { AbandonedLoad } from './abandoned.js';
import { begunInOrder, failedIn, innermost } from './open-phases.js';
import type { JournalRecord } from './record.js';

interface TrackedState {
  readonly state: LoadState;
  readonly order: readonly Phase[];
}

/** What a process wrote about itself in its journal. */
export interface Life {
  /** `null` where the record of the writer is lost. */
  readonly writer: Extract<JournalRecord, { type: 'writer' }> | null;
  /** By the number of the load. */
  readonly loads: ReadonlyMap<number, TrackedState>;
  /** In the order in which they were written. */
  readonly attempts: readonly (readonly [model: string, attempt: number])[];
  /** From the lives before it, as it handed them on. */
  readonly inherited: readonly AbandonedLoad[];
  /** Unix seconds of its last record, `null` without one. */
  readonly lastS: number | null;
  /** Unix seconds of its last words, `null` where they were not said; of an exception also when it loaded on. */
  readonly exitS: number | null;
  readonly uncaughtS: number | null;
}

/** Tells a life from its records. A record that does not fit what came before, since that is damaged, is passed over. */
export function foldLife(records: readonly JournalRecord[]): Life {
  const loads = new Map<number, TrackedState>();
  const attempts: (readonly [string, number])[] = [];
  const reported = new Set<string>();
  const inherited: AbandonedLoad[] = [];
  let writer: Life['writer'] = null;
  let lastS: number | null = null;
  let exitS: number | null = null;
  let uncaughtS: number | null = null;
  for (const record of records) {
    if ('atS' in record) {
      lastS = Math.max(lastS ?? record.atS, record.atS);
    }
    switch (record.type) {
      case 'writer':
        writer = record;
        break;
      case 'history':
        attempts.push(...record.attempts);
        inherited.push(...record.abandoned);
        break;
      case 'load':
        loads.set(record.load, { state: record.state, order: record.order });
        attempts.push([record.state.model, record.state.attempt]);
        uncaughtS = null;
        break;
      case 'transition': {
        const before = loads.get(record.load);
        if (before !== undefined && misuse(before.state, record.transition) === null) {
          loads.set(record.load, {
            state: reduce(before.state, record.transition),
            order: begunInOrder(before.order, record.transition),
          });
        }
        uncaughtS = null;
        break;
      }
      case 'reported':
        reported.add(record.id);
        break;
      case 'exit':
        exitS = record.atS;
        break;
      case 'uncaught_exception':
        uncaughtS = record.atS;
        break;
    }
  }
  return {
    writer,
    loads,
    attempts,
    inherited: mostRecent(
      inherited.map((load) => (reported.has(load.id) ? { ...load, reported: true } : load)),
    ),
    lastS,
    exitS,
    uncaughtS,
  };
}

/** What is known of a death from outside the journal. */
export interface Death {
  /** Stands for the writer's own id where that is lost. */
  readonly fileId: string;
  /** The node has been booted since. */
  readonly rebooted: boolean;
  /** Last change of the file, Unix seconds: the worker touches it while a load runs. */
  readonly modifiedS: number;
  readonly nowS: number;
}

/**
 * The loads that a dead process left unfinished, and those whose failure was its end: nobody may have heard of it, for
 * a process that fails to load is gone before it is scraped. A failure that the process got over is not one of them.
 */
export function abandonedIn(life: Life, death: Death): AbandonedLoad[] {
  const last = new Map([...life.loads].map(([load, { state }]) => [state.model, load]));
  return [...life.loads].flatMap(([load, { state, order }]) => {
    const { result } = state;
    if (result?.outcome === 'ok' || (result !== null && last.get(state.model) !== load)) {
      return [];
    }
    const deathS = diedS(life.lastS ?? state.startS, death);
    const id = `${life.writer?.id ?? death.fileId}-${load}`;
    const phase = result === null ? innermost(order, state) : failedIn(order, state);
    const atS = result?.atS ?? deathS;
    return [{ id, state, atS, phase, reason: reason(life, death, deathS), reported: false }];
  });
}

/** A date of the file in the future, or before the last record, comes from a clock that was set. */
function diedS(lastS: number, { modifiedS, nowS }: Death): number {
  return modifiedS > lastS && modifiedS <= nowS ? modifiedS : lastS;
}

/** A server with a handler of its own may live on after an uncaught exception; then that was not its death. */
const DEATH_FOLLOWS_WITHIN_S = 5;

function reason({ exitS, uncaughtS }: Life, { rebooted }: Death, atS: number): AbandonReason {
  if (rebooted) {
    return 'reboot';
  }
  if (uncaughtS !== null && atS - uncaughtS <= DEATH_FOLLOWS_WITHIN_S) {
    return 'uncaught_exception';
  }
  return exitS === null ? 'killed' : 'exit';
}
