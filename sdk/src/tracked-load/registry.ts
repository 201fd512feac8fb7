import { quote } from '../quote.js';
import type { LoadState } from '../load/index.js';
import type { TrackedLoad } from './tracked-load.js';

/** A server that swaps models all day need not remember them all. */
const MOST_LOADS = 20;

/** The loads of this process, numbered from 1. */
export class LoadRegistry {
  private readonly loads = new Map<number, TrackedLoad>();
  private readonly attempts = new Map<string, number>();
  private count = 0;

  constructor(
    /** Highest attempt at a model in earlier lives of the pod; 0 for none. */
    private readonly lastAttempt: (model: string) => number,
    private readonly complain: (message: string) => void,
  ) {}

  /** The number of an attempt at a model. Two loads of one model with the same number would be one series. */
  attempt(model: string, wanted: number | undefined): number {
    const last = this.attempts.get(model) ?? this.lastAttempt(model);
    let attempt = last + 1;
    if (wanted !== undefined) {
      if (Number.isInteger(wanted) && wanted > last) {
        attempt = wanted;
      } else {
        this.complain(
          `startLoad: attempt must be a whole number from ${last + 1} on, got ${quote(wanted)}; using ${last + 1}`,
        );
      }
    }
    this.attempts.set(model, attempt);
    return attempt;
  }

  /** Makes a load with the next number. */
  add(create: (load: number) => TrackedLoad): TrackedLoad {
    const load = ++this.count;
    const tracked = create(load);
    this.loads.set(load, tracked);
    for (const [old, { running }] of this.loads) {
      if (this.loads.size <= MOST_LOADS) {
        break;
      }
      if (!running) {
        this.loads.delete(old);
      }
    }
    return tracked;
  }

  /** Every load that is remembered, as it is now. */
  states(): { readonly load: number; readonly state: LoadState }[] {
    return [...this.loads].map(([load, tracked]) => ({ load, state: tracked.snapshot() }));
  }

  /** Those that are neither ready nor failed. */
  open(): TrackedLoad[] {
    return [...this.loads.values()].filter(({ running }) => running);
  }
}
