import { Worker } from 'node:worker_threads';
import type { LogEvent, Profile } from '../../log/index.js';
import { KINDS } from './protocol.js';
import type { FromParser, ParserStart } from './protocol.js';
import { createRingMemory, RingWriter } from './ring.js';

const MOST_RESTARTS = 1;
/** A log that comes faster than it can be read is slowed down; a thread that hangs slows nothing. */
const PATIENCE_MS = 20;
const NOTHING = new Uint8Array(0);

export interface ParserOptions {
  readonly profiles: readonly Profile[];
  readonly server: string | null;
  readonly stopsAtReady: boolean;
  onEvents(events: readonly LogEvent[]): void;
  /** The lines told which server it is. */
  onServer(server: string): void;
  /** Takes a line for a person. */
  complain(line: string): void;
  /** The thread's module; a test gives another one. */
  readonly module?: URL;
}

/**
 * Has the output read in a thread of its own: whatever a line does to the parser, the output goes on, and what it costs
 * to read it is not paid by the thread that hands it on.
 */
export class ParserHost {
  private worker: Worker | null = null;
  private ring: RingWriter | null = null;
  private server: string | null;
  private droppedBytes = 0;
  private restarts = 0;
  private stopped = false;
  private settled: (() => void) | null = null;

  constructor(private readonly options: ParserOptions) {
    this.server = options.server;
    this.start();
  }

  /** Takes a piece of one of the outputs, which arrived at `atS`. The chunk is not kept. */
  push(chunk: Buffer, output: 'stdout' | 'stderr', atS: number): void {
    if (this.ring?.write(KINDS[output], atS, chunk, PATIENCE_MS) === false) {
      this.droppedBytes += chunk.length;
    }
  }

  /** Resolves when all so far has been read, or nobody is left to read it. */
  async settle(atS: number): Promise<void> {
    if (this.ring?.write(KINDS.settle, atS, NOTHING) === true) {
      await new Promise<void>((resolve) => {
        this.settled = resolve;
      });
    }
  }

  /** No more is read. */
  stop(): void {
    if (this.stopped) {
      return;
    }
    this.stopped = true;
    void this.worker?.terminate();
    this.ring = null;
    this.release();
    if (this.droppedBytes > 0) {
      this.options.complain(
        `${this.droppedBytes} bytes of its log came faster than they could be read; phases that they told of are missing`,
      );
    }
  }

  private start(): void {
    const { profiles, stopsAtReady, module = new URL('./thread.js', import.meta.url) } = this.options;
    const ring = createRingMemory();
    const worker = new Worker(module, {
      workerData: { profiles, server: this.server, stopsAtReady, ring } satisfies ParserStart,
      name: 'coldstart-log',
      execArgv: [],
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: 128 },
    });
    worker.unref();
    worker.on('message', (told: FromParser) => {
      if (this.stopped) {
        return;
      }
      if (told.server !== null) {
        this.server = told.server;
        this.options.onServer(told.server);
      }
      if (told.events.length > 0) {
        this.options.onEvents(told.events);
      }
      if (told.settled) {
        this.release();
      }
    });
    worker.on('error', (error: unknown) => {
      this.crashed(error instanceof Error ? error.message : String(error));
    });
    this.worker = worker;
    this.ring = new RingWriter(ring);
  }

  private crashed(reason: string): void {
    if (this.stopped) {
      return;
    }
    this.worker = null;
    this.ring = null;
    this.release();
    if (this.restarts < MOST_RESTARTS) {
      this.restarts += 1;
      this.options.complain(
        `the thread that reads the log ended (${reason}); a new one goes on with what comes`,
      );
      this.start();
    } else {
      this.options.complain(
        `the thread that reads the log ended again (${reason}); phases are no longer read from the log`,
      );
    }
  }

  private release(): void {
    this.settled?.();
    this.settled = null;
  }
}
