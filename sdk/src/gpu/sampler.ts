import { BusyTime } from './busy.js';
import { FirstMemoryUse } from './first-memory.js';
import type { GpuReading, GpuSource } from './reading.js';

export interface GpuSampler {
  /** Tells whether a load runs: sampling begins with it and ends a while after it. */
  loading(running: boolean): void;
  /** The last readings; none where they are old. Unix seconds. */
  latest(nowS: number): readonly GpuReading[];
  /** Busy seconds in [startS, endS), summed over GPUs; `null` where nothing was sampled. */
  busyS(startS: number, endS: number): number | null;
  /** First sample with a GPU in it, Unix seconds. */
  readonly firstSeenS: number | null;
  /** First sample that showed memory in use, Unix seconds. */
  readonly firstMemoryS: number | null;
  /** Never rejects. */
  close(): Promise<void>;
}

export interface SamplerOptions {
  /**
   * Called when a load begins and nothing is open; `null` where there is no GPU. Settles in a time of its own: a driver
   * without persistence mode wakes its GPUs first, which takes seconds.
   */
  open(): Promise<GpuSource | null>;
  readonly intervalMs: number;
  /** Goes on after the loads. */
  readonly keepOn: boolean;
  nowS(): number;
  complain(message: string): void;
}

/** The first requests after a load show whether the GPU works now. */
const AFTER_LOAD_MS = 30_000;

/** Readings that many intervals old are no longer those of now. */
const FRESH_INTERVALS = 3;

/** A driver that does not answer for so long hangs; each further call would take a thread with it. */
const DEADLINE_MS = 5000;

/** Samples while a load runs and for half a minute after it. Nothing here keeps a process alive or throws. */
export function startGpuSampler(options: SamplerOptions): GpuSampler {
  return new Sampler(options);
}

class Sampler implements GpuSampler {
  firstSeenS: number | null = null;
  private readonly busy;
  private readonly memory = new FirstMemoryUse();
  private source: Promise<GpuSource | null> | null = null;
  private opened = false;
  private readings: readonly GpuReading[] = [];
  private readAtS = Number.NEGATIVE_INFINITY;
  private timer: NodeJS.Timeout | null = null;
  private untilMs = Number.NEGATIVE_INFINITY;
  private running = false;
  private over = false;

  constructor(private readonly options: SamplerOptions) {
    this.busy = new BusyTime(options.intervalMs / 1000);
    if (options.keepOn) {
      this.begin();
    }
  }

  get firstMemoryS(): number | null {
    return this.memory.atS;
  }

  loading(running: boolean): void {
    if (this.running && !running) {
      this.untilMs = performance.now() + AFTER_LOAD_MS;
    }
    this.running = running;
    if (running) {
      this.begin();
    }
  }

  latest(nowS: number): readonly GpuReading[] {
    const old = nowS - this.readAtS > (FRESH_INTERVALS * this.options.intervalMs) / 1000;
    return old ? [] : this.readings;
  }

  busyS(startS: number, endS: number): number | null {
    return this.busy.within(startS, endS);
  }

  async close(): Promise<void> {
    this.stop();
    const closed = this.source?.then((source) => source?.close());
    // What is still opening is closed when it is done; nobody waits for a driver that wakes its GPUs.
    if (this.opened) {
      await withDeadline(closed ?? Promise.resolve());
    }
  }

  private begin(): void {
    if (this.timer === null && !this.over) {
      this.timer = setTimeout(() => void this.sample(), 0);
    }
  }

  private async sample(): Promise<void> {
    const begunMs = performance.now();
    try {
      this.source ??= this.options.open();
      const source = await this.source;
      this.opened = true;
      if (this.over) {
        return;
      }
      if (source === null) {
        this.stop();
        return;
      }
      const readings = await withDeadline(source.read());
      if (readings === TOO_LATE) {
        this.stop();
        this.options.complain(HANGS);
        await source.close();
        return;
      }
      this.take(readings);
    } catch (error) {
      this.options.complain(error instanceof Error ? error.message : String(error));
    }
    this.next(begunMs);
  }

  private take(readings: readonly GpuReading[]): void {
    const atS = this.options.nowS();
    this.readings = readings;
    this.readAtS = atS;
    if (readings.length > 0) {
      this.firstSeenS ??= atS;
    }
    this.busy.add(atS, readings);
    this.memory.add(atS, readings);
  }

  private next(begunMs: number): void {
    const nowMs = performance.now();
    if (this.over) {
      return;
    }
    if (!this.running && !this.options.keepOn && nowMs > this.untilMs) {
      this.rest();
      return;
    }
    const waitMs = Math.max(0, this.options.intervalMs - (nowMs - begunMs));
    this.timer = setTimeout(() => void this.sample(), waitMs);
  }

  /** Until the next load begins. */
  private rest(): void {
    this.timer = null;
    const { source } = this;
    this.source = null;
    this.opened = false;
    void source?.then((open) => open?.close());
  }

  private stop(): void {
    this.over = true;
    clearTimeout(this.timer ?? undefined);
  }
}

const HANGS = `the GPU driver did not answer within ${DEADLINE_MS / 1000} s; GPUs are no longer sampled`;

const TOO_LATE = Symbol('too late');

async function withDeadline<T>(work: Promise<T>): Promise<T | typeof TOO_LATE> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<typeof TOO_LATE>((resolve) => {
    timer = setTimeout(() => {
      resolve(TOO_LATE);
    }, DEADLINE_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
