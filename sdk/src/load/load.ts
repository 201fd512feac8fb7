import type { Mark, Outcome, Phase, WeightsSource } from '@coldstart/conventions';
import type { Load, PhaseHandle } from '../types.js';
import { misuse } from './misuse.js';
import { reduce } from './reduce.js';
import { initialState } from './state.js';
import type { LoadIdentity, LoadState, Transition } from './state.js';

/** What a load needs of the world. */
export interface LoadEdge {
  /** Unix seconds, monotonic. */
  nowS(): number;
  /** Takes each valid transition on. Must not throw. */
  send(transition: Transition): void;
  /** Takes a line about a misuse. Must not throw. */
  complain(message: string): void;
}

/** Libraries report progress thousands of times per gigabyte; once in this many seconds is enough for a person. */
const PROGRESS_INTERVAL_S = 0.25;

export class TrackedLoad implements Load {
  private state: LoadState;
  private progressSentS = Number.NEGATIVE_INFINITY;

  constructor(
    identity: LoadIdentity,
    private readonly edge: LoadEdge,
  ) {
    this.state = initialState(identity);
  }

  phase<T>(phase: Phase, fn: () => T): T {
    const handle = this.begin(phase);
    let result: T;
    try {
      result = fn();
    } catch (error) {
      handle.end('failed');
      throw error;
    }
    if (!isThenable(result)) {
      handle.end('ok');
      return result;
    }
    // The caller gets its own promise, so that nothing about it changes; this branch only watches.
    result.then(
      () => {
        handle.end('ok');
      },
      () => {
        handle.end('failed');
      },
    );
    return result;
  }

  begin(phase: Phase): PhaseHandle {
    const begun = this.apply({ type: 'begin', phase, atS: this.edge.nowS() });
    let open = true;
    return {
      end: (outcome: Outcome = 'ok') => {
        // Already told when it began, or over with the load: a phase that ends after ready() is no news.
        if (!begun || (open && this.state.result !== null)) {
          open = false;
          return;
        }
        if (!open) {
          this.edge.complain(`phase "${phase}" of "${this.state.model}" was ended twice`);
          return;
        }
        open = false;
        this.apply({ type: 'end', phase, atS: this.edge.nowS(), outcome });
      },
    };
  }

  end(phase: Phase, outcome: Outcome = 'ok'): void {
    this.apply({ type: 'end', phase, atS: this.edge.nowS(), outcome });
  }

  record(phase: Phase, startS: number, endS: number, outcome: Outcome = 'ok'): void {
    this.apply({ type: 'record', phase, startS, endS, outcome });
  }

  progress(bytes: number, expectedBytes?: number): void {
    const atS = this.edge.nowS();
    const last = expectedBytes !== undefined && bytes >= expectedBytes;
    if (!last && atS - this.progressSentS < PROGRESS_INTERVAL_S) {
      return;
    }
    this.progressSentS = atS;
    this.apply({ type: 'progress', bytes, expectedBytes: expectedBytes ?? null });
  }

  weightsSource(source: WeightsSource): void {
    this.apply({ type: 'weights_source', source });
  }

  mark(mark: Mark): void {
    this.apply({ type: 'mark', mark, atS: this.edge.nowS() });
  }

  ready(): void {
    this.apply({ type: 'ready', atS: this.edge.nowS() });
  }

  fail(error: unknown): void {
    this.apply({ type: 'fail', atS: this.edge.nowS(), error: describe(error) });
  }

  private apply(transition: Transition): boolean {
    const problem = misuse(this.state, transition);
    if (problem !== null) {
      this.edge.complain(`${transition.type}: ${problem}`);
      return false;
    }
    this.state = reduce(this.state, transition);
    this.edge.send(transition);
    return true;
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

const LONGEST_ERROR = 500;

function describe(error: unknown): string {
  try {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return text.slice(0, LONGEST_ERROR);
  } catch {
    return 'an error that cannot be printed';
  }
}
