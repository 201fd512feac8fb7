import type { Phase } from '@coldstart/conventions';
import type { Subject } from './events.js';

/** One state of a progress bar. */
export interface BarState {
  readonly phase: Phase;
  readonly subject: Subject;
  /** What tells it from other bars of the same phase. */
  readonly name: string;
  readonly elapsedS: number;
  readonly steps: number;
  readonly complete: boolean;
  /** One whose steps take less is not of its phase. */
  readonly leastStepS: number;
  readonly atS: number;
  /** `false`: the line has no stamp; it was not before `atS`. */
  readonly exact: boolean;
}

/** What a state of a bar proves. */
export interface BarNews {
  readonly startS: number;
  readonly nowS: number;
  /** It is of its phase, as far as can be told by now. */
  readonly told: boolean;
  /** The first state that is told of. */
  readonly began: boolean;
  /** The first state that is complete. */
  readonly ended: boolean;
}

interface Bar {
  readonly startS: number;
  readonly elapsedS: number;
  readonly complete: boolean;
  readonly told: boolean;
}

/** More bars than that do not run at once. */
const MOST_BARS = 1000;

/** The progress bars of a log. Their lines often have no stamp, but say how long they have run. */
export class Bars {
  private readonly last = new Map<string, Bar>();

  read(state: BarState): BarNews {
    const { phase, subject, name, elapsedS, steps, complete, leastStepS, atS, exact } = state;
    const { model, lane, step = '' } = subject;
    const key = [phase, model, step, lane, name].join('\n');
    const last = this.last.get(key);
    // Time that runs backward belongs to the next bar; the last state of a bar is often printed twice.
    const before = last === undefined || elapsedS < last.elapsedS ? null : last;
    const startS = before?.startS ?? (exact ? atS - elapsedS : atS);
    const told = before?.told === true || leastStepS === 0 || (steps > 0 && elapsedS / steps >= leastStepS);
    if (this.last.size >= MOST_BARS) {
      this.last.clear();
    }
    this.last.set(key, { startS, elapsedS, complete, told });
    return {
      startS,
      nowS: exact ? atS : Math.max(atS, startS + elapsedS),
      told,
      began: told && before?.told !== true,
      ended: told && complete && !(before?.told === true && before.complete),
    };
  }
}
