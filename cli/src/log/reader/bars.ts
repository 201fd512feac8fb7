import type { Phase } from '@coldstart/conventions';
import type { Subject } from './events.js';

/** One state of a progress bar. */
export interface BarState {
  readonly phase: Phase;
  readonly subject: Subject;
  /** What tells it from other bars of the same phase. */
  readonly name: string;
  readonly elapsedS: number;
  readonly complete: boolean;
  readonly atS: number;
  /** `false`: the line has no stamp; it was not before `atS`. */
  readonly exact: boolean;
}

/** What a state of a bar proves. */
export interface BarNews {
  readonly startS: number;
  readonly nowS: number;
  /** The first state of this bar. */
  readonly began: boolean;
  /** The first state that is complete. */
  readonly ended: boolean;
}

interface Bar {
  readonly startS: number;
  readonly elapsedS: number;
  readonly complete: boolean;
}

/** The progress bars of a log. Their lines often have no stamp, but say how long they have run. */
export class Bars {
  private readonly last = new Map<string, Bar>();

  read({ phase, subject, name, elapsedS, complete, atS, exact }: BarState): BarNews {
    const { model, lane, step = '' } = subject;
    const key = [phase, model, step, lane, name].join('\n');
    const before = this.last.get(key);
    // Time that runs backward belongs to the next bar; the last state of a bar is often printed twice.
    const began = before === undefined || elapsedS < before.elapsedS;
    const startS = began ? (exact ? atS - elapsedS : atS) : before.startS;
    this.last.set(key, { startS, elapsedS, complete });
    return {
      startS,
      nowS: exact ? atS : Math.max(atS, startS + elapsedS),
      began,
      ended: complete && (began || !before.complete),
    };
  }
}
