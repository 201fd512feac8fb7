import type { Mark, Outcome, Phase, WeightsSource } from '@coldstart/conventions';
import type { Load, PhaseHandle } from '../types.js';
import { guarded } from '../guard.js';
import { misuse, reduce } from '../load/index.js';
import type { LoadState, Transition } from '../load/index.js';
import { quote } from '../quote.js';
import { safeMessage } from '../safe/index.js';
import { formatTraceParent } from '../trace-parent.js';

/** What a load needs of the world. */
export interface LoadEdge {
  /** Unix seconds, monotonic. */
  nowS(): number;
  /** Takes each valid transition on, with the state after it. */
  send(transition: Transition, state: LoadState): void;
  /** Takes a line about a misuse. */
  complain(message: string): void;
}

/** Libraries report progress thousands of times per gigabyte; once in this many seconds is enough for a person. */
const PROGRESS_INTERVAL_S = 0.25;

export class TrackedLoad implements Load {
  private progressSentS = Number.NEGATIVE_INFINITY;

  constructor(
    private state: LoadState,
    private readonly edge: LoadEdge,
  ) {}

  /** Neither ready nor failed. */
  get running(): boolean {
    return this.state.result === null;
  }

  /** All that is known of it by now. */
  snapshot(): LoadState {
    return this.state;
  }

  phase<T>(phase: Phase, fn: () => T): T {
    if (typeof fn !== 'function') {
      this.edge.complain(`phase ${quote(phase)} needs a function that does its work, got ${quote(fn)}`);
      return undefined as T;
    }
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
    // The caller gets the promise that follows the end of the phase, and no other is left: a rejection that nobody
    // handles stays unhandled, and a lazy thenable runs once.
    const promise = result instanceof Promise ? result : Promise.resolve(result);
    return promise.then(
      (value: unknown) => {
        handle.end('ok');
        return value;
      },
      (error: unknown) => {
        handle.end('failed');
        throw error;
      },
    ) as T;
  }

  begin(phase: Phase, atS = this.edge.nowS()): PhaseHandle {
    const begun = this.apply({ type: 'begin', phase, atS });
    let open = true;
    return {
      end: (outcome: Outcome = 'ok', endS = this.edge.nowS()) => {
        // Already told when it began, or over with the load: a phase that ends after ready() is no news.
        if (!begun || (open && this.state.result !== null)) {
          open = false;
          return;
        }
        if (!open) {
          this.edge.complain(`phase ${quote(phase)} of "${this.state.model}" was ended twice`);
          return;
        }
        open = !this.apply({ type: 'end', phase, atS: endS, outcome });
      },
    };
  }

  end(phase: Phase, outcome: Outcome = 'ok', atS = this.edge.nowS()): void {
    this.apply({ type: 'end', phase, atS, outcome });
  }

  record(phase: Phase, startS: number, endS: number, outcome: Outcome = 'ok'): void {
    this.apply({ type: 'record', phase, startS, endS, outcome });
  }

  progress(bytes: number, expectedBytes?: number): void {
    const atS = this.edge.nowS();
    const last = typeof expectedBytes === 'number' && typeof bytes === 'number' && bytes >= expectedBytes;
    if (!last && atS - this.progressSentS < PROGRESS_INTERVAL_S) {
      return;
    }
    this.progressSentS = atS;
    this.apply({ type: 'progress', bytes, expectedBytes: expectedBytes ?? null });
  }

  weightsSource(source: WeightsSource): void {
    this.apply({ type: 'weights_source', source });
  }

  mark(mark: Mark, atS = this.edge.nowS()): void {
    this.apply({ type: 'mark', mark, atS });
  }

  ready(atS = this.edge.nowS()): void {
    this.apply({ type: 'ready', atS });
  }

  fail(error: unknown, atS = this.edge.nowS()): void {
    this.apply({ type: 'fail', atS, error: describe(error) });
  }

  missingPhases(phases: readonly Phase[]): void {
    this.apply({ type: 'missing_phases', phases });
  }

  traceParent(): string {
    return formatTraceParent(this.state.span);
  }

  private apply(transition: Transition): boolean {
    return guarded(`load.${transition.type}`, false, () => {
      const problem = misuse(this.state, transition);
      if (problem !== null) {
        this.edge.complain(`${transition.type}: ${problem}`);
        return false;
      }
      this.state = reduce(this.state, transition);
      this.edge.send(transition, this.state);
      return true;
    });
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

function describe(error: unknown): string {
  return guarded('an error that cannot be printed', '', () =>
    safeMessage(error instanceof Error ? `${error.name}: ${error.message}` : String(error)),
  );
}
