import { GateFullError, GateTimeoutError } from './errors.js';
import type { GateLimits } from './limits.js';
import { Line } from './line.js';
import type { QueueMeter } from './meter.js';

/** Lets a bounded number of requests run at a time; the others wait, first come, first served. */
export interface Gate {
  /**
   * Waits for a slot, runs `fn` in it and hands its result or error on. Rejects as `enter` does; `fn` is not called
   * then.
   */
  run<T>(fn: () => T | Promise<T>, signal?: AbortSignal): Promise<T>;
  /**
   * Waits for a slot; the function that comes gives it back, and does nothing from its second call on. Rejects with
   * `GateFullError` where `maxWaiting` requests wait already, with `GateTimeoutError` after `timeoutS`, and with the
   * signal's reason when it aborts before there is a slot.
   */
  enter(signal?: AbortSignal): Promise<() => void>;
  /** Slots that are taken. */
  readonly active: number;
  /** Requests that wait. */
  readonly waiting: number;
}

/** What a gate needs of the world. */
export interface GateEdge {
  /** Seconds on a clock that never goes back. */
  nowS(): number;
  /** Calls `fn` once after so many seconds; the function that comes prevents it. */
  after(seconds: number, fn: () => void): () => void;
}

interface Waiter {
  enter(): void;
}

/**
 * A gate that tells a meter its depth and every wait: 0 s of a request that found a free slot, and the whole wait of
 * one that was let in, gave up or timed out, because to leave out those who waited in vain would make a jam look
 * short. A request that was refused at once never waited and is not counted.
 */
export class MeteredGate implements Gate {
  private readonly line = new Line<Waiter>();
  private taken = 0;

  constructor(
    private readonly limits: Required<GateLimits>,
    private readonly meter: QueueMeter,
    private readonly edge: GateEdge,
  ) {
    meter.depth(() => this.waiting);
  }

  get active(): number {
    return this.taken;
  }

  get waiting(): number {
    return this.line.length;
  }

  async run<T>(fn: () => T | Promise<T>, signal?: AbortSignal): Promise<T> {
    const release = await this.enter(signal);
    try {
      return await fn();
    } finally {
      release();
    }
  }

  enter(signal?: AbortSignal): Promise<() => void> {
    if (signal?.aborted === true) {
      return Promise.reject(signal.reason as Error);
    }
    if (this.taken < this.limits.concurrency) {
      this.taken++;
      this.meter.waited(0);
      return Promise.resolve(this.slot());
    }
    if (this.line.length >= this.limits.maxWaiting) {
      return Promise.reject(new GateFullError(this.line.length));
    }
    return this.wait(signal);
  }

  private wait(signal: AbortSignal | undefined): Promise<() => void> {
    return new Promise((resolve, reject) => {
      const sinceS = this.edge.nowS();
      const over = (): void => {
        cancelTimeout?.();
        signal?.removeEventListener('abort', aborted);
        this.meter.waited(Math.max(0, this.edge.nowS() - sinceS));
      };
      const giveUp = (error: Error): void => {
        if (this.line.remove(place)) {
          over();
          reject(error);
        }
      };
      const aborted = (): void => {
        giveUp(signal?.reason as Error);
      };
      const place = this.line.push({
        enter: () => {
          over();
          resolve(this.slot());
        },
      });
      const { timeoutS } = this.limits;
      const cancelTimeout =
        timeoutS === Infinity
          ? null
          : this.edge.after(timeoutS, () => {
              giveUp(new GateTimeoutError(timeoutS));
            });
      signal?.addEventListener('abort', aborted, { once: true });
      this.meter.changed();
    });
  }

  /** A slot that is taken; given back, it goes to who waits longest, so that nobody can overtake. */
  private slot(): () => void {
    let held = true;
    return () => {
      if (!held) {
        return;
      }
      held = false;
      const next = this.line.shift();
      if (next === null) {
        this.taken--;
      } else {
        next.enter();
      }
    };
  }
}
