import { Worker } from 'node:worker_threads';
import { LineScanner } from '../../log/index.js';
import type { LogEvent, Profile } from '../../log/index.js';
import type { ArrivedLine, FromParser, ParserStart } from './protocol.js';
import { finderOf } from './words.js';

/** Lines wait so long to go to the thread together. */
const BATCH_MS = 5;
/** More lines than this are not kept for a thread that lags behind. */
const MOST_BEHIND = 50_000;
const MOST_RESTARTS = 1;
/** How often a parser that does not know the server yet is asked to decide. */
const ASK_MS = 1000;

export interface ParserOptions {
  readonly profiles: readonly Profile[];
  readonly server: string | null;
  onEvents(events: readonly LogEvent[]): void;
  /** The lines told which server it is. */
  onServer(server: string): void;
  /** Takes a line for a person. */
  complain(line: string): void;
  /** The thread's module; a test gives another one. */
  readonly module?: URL;
}

/**
 * Picks lines of interest out of the output, and has them read in a thread of its own: whatever a line does to the
 * parser, the output goes on.
 */
export class ParserHost {
  private readonly scanners = new Map<string, LineScanner>();
  private worker: Worker | null = null;
  private server: string | null;
  private batch: ArrivedLine[] = [];
  private batchTimer: NodeJS.Timeout | null = null;
  private readonly askTimer: NodeJS.Timeout | null;
  private behind = 0;
  private dropped = 0;
  private restarts = 0;
  private stopped = false;
  private idle: (() => void) | null = null;

  constructor(private readonly options: ParserOptions) {
    this.server = options.server;
    this.start();
    this.askTimer =
      this.server === null
        ? setInterval(() => {
            this.worker?.postMessage([]);
          }, ASK_MS).unref()
        : null;
  }

  /** Takes a piece of one of the outputs, which arrived at `atS`. The chunk is not kept. */
  push(chunk: Buffer, stream: string, atS: number): void {
    if (this.worker === null) {
      return;
    }
    let scanner = this.scanners.get(stream);
    if (scanner === undefined) {
      scanner = new LineScanner(finderOf(this.options.profiles, this.server));
      this.scanners.set(stream, scanner);
    }
    this.add(scanner.push(chunk), atS);
  }

  /** Resolves when every line so far has been read, or nobody is left to read it. */
  async settle(atS: number): Promise<void> {
    for (const scanner of this.scanners.values()) {
      this.add(scanner.end(), atS);
    }
    this.send();
    if (this.worker !== null && this.behind > 0) {
      await new Promise<void>((resolve) => {
        this.idle = resolve;
      });
    }
  }

  /** No more is read. */
  stop(): void {
    this.stopped = true;
    clearInterval(this.askTimer ?? undefined);
    clearTimeout(this.batchTimer ?? undefined);
    void this.worker?.terminate();
    this.release();
    if (this.dropped > 0) {
      this.options.complain(
        `${this.dropped} lines came faster than they could be read; phases that they told of are missing`,
      );
    }
  }

  private add(lines: readonly string[], atS: number): void {
    for (const text of lines) {
      if (this.behind + this.batch.length >= MOST_BEHIND) {
        this.dropped += 1;
      } else {
        this.batch.push({ text, atS });
      }
    }
    if (this.batch.length > 0) {
      this.batchTimer ??= setTimeout(() => {
        this.send();
      }, BATCH_MS);
    }
  }

  private send(): void {
    clearTimeout(this.batchTimer ?? undefined);
    this.batchTimer = null;
    if (this.batch.length > 0 && this.worker !== null) {
      this.behind += this.batch.length;
      this.worker.postMessage(this.batch);
    }
    this.batch = [];
  }

  private start(): void {
    const { profiles, module = new URL('./thread.js', import.meta.url) } = this.options;
    const workerData: ParserStart = { profiles, server: this.server };
    const worker = new Worker(module, {
      workerData,
      name: 'coldstart-log',
      execArgv: [],
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: 128 },
    });
    worker.unref();
    worker.on('message', (answer: FromParser) => {
      this.behind -= answer.read;
      if (answer.server !== null) {
        this.decided(answer.server);
      }
      if (answer.events.length > 0) {
        this.options.onEvents(answer.events);
      }
      if (this.behind <= 0) {
        this.release();
      }
    });
    worker.on('error', (error: unknown) => {
      this.crashed(error instanceof Error ? error.message : String(error));
    });
    this.worker = worker;
  }

  private decided(server: string): void {
    this.server = server;
    clearInterval(this.askTimer ?? undefined);
    for (const scanner of this.scanners.values()) {
      scanner.use(finderOf(this.options.profiles, server));
    }
    this.options.onServer(server);
  }

  private crashed(reason: string): void {
    if (this.stopped) {
      return;
    }
    this.worker = null;
    this.behind = 0;
    this.release();
    if (this.restarts < MOST_RESTARTS) {
      this.restarts += 1;
      this.options.complain(
        `the thread that reads the log ended (${reason}); a new one goes on with the next line`,
      );
      this.start();
    } else {
      this.options.complain(
        `the thread that reads the log ended again (${reason}); phases are no longer read from the log`,
      );
    }
  }

  private release(): void {
    this.idle?.();
    this.idle = null;
  }
}
