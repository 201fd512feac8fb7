import { QUEUE_WAIT_BUCKETS_S } from '@coldstart/conventions';
import { diagnostics } from '../diagnostics.js';
import { quote } from '../quote.js';

/** What a queue meter knows at one moment. */
export interface QueueSnapshot {
  /** Requests that wait now; `null` where nobody reports a depth, or one who does cannot tell. */
  readonly depth: number | null;
  /** Waits per bucket, not cumulative: one for each bound of `QUEUE_WAIT_BUCKETS_S`, then those above the last. */
  readonly counts: readonly number[];
  /** Seconds waited, all waits together. */
  readonly sumS: number;
  /** Number of waits. */
  readonly count: number;
}

const BOUNDS: readonly number[] = QUEUE_WAIT_BUCKETS_S;

/** Counts what a server tells about its queue. `waited` allocates nothing; no method throws. */
export class QueueMeter {
  private readonly counts = new Float64Array(BOUNDS.length + 1);
  private readonly depths = new Set<() => number>();
  private readonly listeners = new Set<(waitedS: number | null) => void>();
  private sumS = 0;
  private count = 0;
  private saidDepth = false;
  private saidWait = false;

  /**
   * Takes a function that says how many requests wait now; it is called at each snapshot. Several are added up, so
   * two queues of one server may each bring theirs. Returns a function that takes it away again.
   */
  depth(read: () => number): () => void {
    if (typeof (read as unknown) !== 'function') {
      this.complainOfDepth(`must be given a function, got ${quote(read)}`);
      return () => undefined;
    }
    this.depths.add(read);
    this.changed();
    return () => {
      this.depths.delete(read);
      this.changed();
    };
  }

  /** Counts one wait for a free slot. Seconds from 0 on; 0 for a request that did not have to wait. */
  waited(seconds: number): void {
    if (typeof seconds !== 'number' || !(seconds >= 0 && seconds < Infinity)) {
      this.complainOfWait(seconds);
      return;
    }
    let bucket = 0;
    while (bucket < BOUNDS.length && seconds > (BOUNDS[bucket] ?? Infinity)) {
      bucket++;
    }
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
    this.sumS += seconds;
    this.count++;
    this.tell(seconds);
  }

  /** The counts so far; `null` while nothing was ever reported. */
  snapshot(): QueueSnapshot | null {
    if (this.depths.size === 0 && this.count === 0) {
      return null;
    }
    return { depth: this.readDepth(), counts: [...this.counts], sumS: this.sumS, count: this.count };
  }

  /**
   * Calls `listener` with the seconds of each wait, and with `null` where only a depth may have changed; it runs on the
   * hot path: keep it short. Returns a function that ends it.
   */
  subscribe(listener: (waitedS: number | null) => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  /** Tells the listeners that a depth is another than before; a gate does it by itself. */
  changed(): void {
    this.tell(null);
  }

  private tell(waitedS: number | null): void {
    for (const listener of this.listeners) {
      try {
        listener(waitedS);
      } catch (error) {
        this.listeners.delete(listener);
        diagnostics.error(`a listener of the queue meter failed and is not called again: ${quote(error)}`);
      }
    }
  }

  private readDepth(): number | null {
    if (this.depths.size === 0) {
      return null;
    }
    let sum = 0;
    for (const read of this.depths) {
      let value: unknown;
      try {
        value = read();
      } catch (error) {
        this.complainOfDepth(`threw ${quote(error)}`);
        return null;
      }
      if (typeof value !== 'number' || !(value >= 0 && value < Infinity)) {
        this.complainOfDepth(`must return a number from 0 on, got ${quote(value)}`);
        return null;
      }
      sum += value;
    }
    return sum;
  }

  private complainOfDepth(what: string): void {
    if (!this.saidDepth) {
      this.saidDepth = true;
      diagnostics.warn(
        `queue.depth: the function ${what}; the depth is left out, and this is not said again`,
      );
    }
  }

  private complainOfWait(value: unknown): void {
    if (!this.saidWait) {
      this.saidWait = true;
      diagnostics.warn(
        `queue.waited: seconds must be a number from 0 on, got ${quote(value)}; it is left out, and this is not said again`,
      );
    }
  }
}
