import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Phase } from '@coldstart/conventions';
import { PROCESS_STARTED_S } from '../clock.js';
import { guarded } from '../guard.js';
import type { LoadState, Transition } from '../load/index.js';
import { quote } from '../quote.js';
import type { AbandonedLoad } from './abandoned.js';
import { Attempts } from './attempts.js';
import { discard } from './folder.js';
import { failedLine, runningLine } from './last-line.js';
import { listenForTheEnd } from './last-words.js';
import { Ledger } from './ledger.js';
import { MAX_BYTES } from './limits.js';
import { begunInOrder, failedIn, innermost } from './open-phases.js';
import type { JournalRecord } from './record.js';
import { idOf, recover } from './recover.js';
import { TerminationLog } from './termination-log.js';
import { newFileName, thisWriter } from './writer.js';

export interface JournalOptions {
  /** Where the journals of this pod lie; made where it is missing. `null` keeps none. */
  readonly folder: string | null;
  /** Names of container and pod: a journal of other names in the same folder is left alone. */
  readonly container: string;
  readonly pod: string;
  /** The file that the kubelet reads when the container ends, used where it exists. `null` uses none. */
  readonly terminationLog: string | null;
  /** Unix seconds. */
  nowS(): number;
  /** Takes a line about what does not work, what is lost and what to do; at most one of a kind. */
  complain(message: string): void;
}

/** Remembers loads across the death of their process. No method throws. */
export interface Journal {
  /** The file of this process, for `touch`; `null` without one. */
  readonly path: string | null;
  /** Loads of earlier processes that died with them, oldest first, at most 3; from this and earlier recoveries. */
  readonly abandoned: readonly AbandonedLoad[];
  /** Highest attempt at this model by any process that had this folder; 0 where there was none. */
  lastAttempt(model: string): number;
  /** A load has begun. `load` numbers the loads of this process. */
  load(load: number, state: LoadState): void;
  /** Something happened to a load, which is in `state` since. */
  transition(load: number, transition: Transition, state: LoadState): void;
  /** The abandoned load of this id has been exported; later processes hear of that. */
  markReported(id: string): void;
  /** Ends the journal. A load that still runs has been abandoned on purpose, with reason `exit`. */
  close(): void;
}

interface Running {
  readonly state: LoadState;
  readonly order: readonly Phase[];
  /** When its progress was last written. */
  readonly progressS: number;
}

const PROGRESS_INTERVAL_S = 1;

/** Keeps the essence of a journal short of its limit, whatever a server does. */
const MOST_RUNNING = 20;

/** Opens the journal of this process and takes over those of dead ones. Synchronous; never throws. */
export function openJournal(options: JournalOptions): Journal {
  return new FolderJournal(options);
}

class FolderJournal implements Journal {
  abandoned: readonly AbandonedLoad[] = [];
  private attempts = new Attempts();
  private spent: readonly string[] = [];
  private ledger: Ledger | null = null;
  private readonly running = new Map<number, Running>();
  /** Models whose last load failed: what ends the process now may be the failure. */
  private readonly failedModels = new Set<string>();
  private readonly terminationLog: TerminationLog;
  private readonly stopListening: () => void;
  private complained = false;

  constructor(private readonly options: JournalOptions) {
    this.terminationLog = new TerminationLog(options.terminationLog);
    const { folder } = options;
    if (folder !== null) {
      this.attempt(() => {
        // The host may change its working directory later.
        this.open(resolve(folder));
      });
    }
    this.stopListening = listenForTheEnd({
      exit: (code) => {
        this.sayLast({ type: 'exit', atS: options.nowS(), code });
      },
      uncaughtException: (error) => {
        this.sayLast({ type: 'uncaught_exception', atS: options.nowS(), error });
      },
    });
  }

  get path(): string | null {
    return this.ledger?.path ?? null;
  }

  lastAttempt(model: string): number {
    return this.attempts.of(model);
  }

  load(load: number, state: LoadState): void {
    this.attempt(() => {
      const atS = this.options.nowS();
      this.attempts.add(state.model, state.attempt);
      this.failedModels.delete(state.model);
      this.running.set(load, { state, order: [], progressS: Number.NEGATIVE_INFINITY });
      this.ledger?.write({ type: 'load', load, atS, state, order: [] });
      this.terminationLog.say(`${runningLine(state, null, state.startS)}\n`);
    });
  }

  transition(load: number, transition: Transition, state: LoadState): void {
    this.attempt(() => {
      const before = this.running.get(load);
      if (before === undefined) {
        // A mark after the end: nothing that a death could take away.
        return;
      }
      const atS = this.options.nowS();
      const order = begunInOrder(before.order, transition);
      const progress = transition.type === 'progress';
      const due = !progress || atS - before.progressS >= PROGRESS_INTERVAL_S;
      this.running.set(load, { state, order, progressS: progress && due ? atS : before.progressS });
      if (state.result !== null) {
        this.running.delete(load);
      }
      if (state.result?.outcome === 'failed') {
        this.failedModels.add(state.model);
      }
      if (due) {
        this.ledger?.write({ type: 'transition', load, atS, transition });
      }
      this.sayWhere(transition, before, state, order);
    });
  }

  markReported(id: string): void {
    this.attempt(() => {
      if (this.abandoned.some((load) => load.id === id && !load.reported)) {
        this.abandoned = this.abandoned.map((load) => (load.id === id ? { ...load, reported: true } : load));
        this.ledger?.write({ type: 'reported', id });
      }
    });
  }

  close(): void {
    this.attempt(() => {
      this.sayLast({ type: 'exit', atS: this.options.nowS(), code: null });
      this.stopListening();
      this.running.clear();
      this.ledger?.close();
      this.ledger = null;
      this.terminationLog.close();
    });
  }

  private open(folder: string): void {
    const { pod, container } = this.options;
    const me = thisWriter(pod, container);
    const path = join(folder, newFileName(me));
    const writer = {
      type: 'writer',
      version: 1,
      id: idOf(path),
      boot: me.boot,
      pid: me.pid,
      pod,
      container,
      processStartedS: PROCESS_STARTED_S,
    } as const;
    this.attempt(() => {
      mkdirSync(folder, { recursive: true });
      this.ledger = new Ledger(path, me, {
        essence: () => [writer, ...this.essence()],
        saved: () => {
          this.spent.forEach(discard);
          this.spent = [];
        },
        failed: this.failed,
      });
    });
    this.attempt(() => {
      const { abandoned, attempts, spent, damaged } = recover(folder, me, this.options.nowS());
      this.abandoned = abandoned;
      this.attempts = attempts;
      this.spent = spent;
      if (damaged > 0) {
        this.options.complain(
          `damaged lines (${damaged}) in the journals in ${quote(folder)} (COLDSTART_JOURNAL_DIR) were passed over; what they said of earlier loads is lost, the rest counts`,
        );
      }
    });
    this.ledger?.begin();
  }

  private essence(): JournalRecord[] {
    const atS = this.options.nowS();
    return [
      { type: 'history', attempts: this.attempts.entries(), abandoned: this.abandoned },
      ...[...this.running]
        .slice(-MOST_RUNNING)
        .map(([load, { state, order }]) => ({ type: 'load', load, atS, state, order }) as const),
    ];
  }

  /** Nobody asks how a process ended that had no load to lose. */
  private sayLast(record: JournalRecord): void {
    if (this.running.size > 0 || this.failedModels.size > 0) {
      this.attempt(() => {
        this.ledger?.writeLast(record);
      });
    }
  }

  private sayWhere(transition: Transition, before: Running, state: LoadState, order: readonly Phase[]): void {
    switch (transition.type) {
      case 'begin':
      case 'end': {
        const phase = innermost(order, state);
        const startS = phase === null ? undefined : state.phases.get(phase)?.startS;
        this.terminationLog.say(`${runningLine(state, phase, startS ?? transition.atS)}\n`);
        break;
      }
      case 'fail': {
        const phase = innermost(before.order, before.state) ?? failedIn(before.order, before.state);
        this.terminationLog.say(`${failedLine(state, phase, transition.atS, transition.error)}\n`);
        break;
      }
      case 'ready':
        if (this.running.size === 0) {
          this.terminationLog.say('');
        }
        break;
      default:
    }
  }

  private attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.failed(error);
    }
  }

  /** Once: a full disk fails at each record, and is the same news each time. */
  private readonly failed = (error: unknown): void => {
    if (this.complained) {
      return;
    }
    this.complained = true;
    guarded('the journal', undefined, () => {
      const why = error instanceof Error ? error.message : String(error);
      this.options.complain(
        `the journal in ${quote(this.options.folder)} (COLDSTART_JOURNAL_DIR) cannot be kept: ${why}; a load that dies with this process may not be reported by the next one, nor its attempt counted; give the folder write access and ${MAX_BYTES / 1024} KiB of space`,
      );
    });
  };
}
