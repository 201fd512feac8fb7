import { Worker } from 'node:worker_threads';
import type { Config } from '../config/index.js';
import { diagnostics } from '../diagnostics.js';
import type { Observation } from '../signals/index.js';
import type { FromWorker, ToWorker, WorkerStart } from './protocol.js';

type Request = 'flush' | 'shutdown';

/** What the worker needs of the main thread. */
export interface HostEdge {
  /** What a worker starts with; asked for once more when the first one crashed. */
  start(): Omit<WorkerStart, 'config'>;
  reported(id: string): void;
  observed(observations: readonly Observation[]): void;
}

/** A worker that crashes is replaced that often; one that crashes again would go on doing so. */
const RESTARTS = 1;

const ENTRY = new URL('./thread.js', import.meta.url);

/**
 * The main thread's end of the worker. It never keeps the process alive and never throws. A worker that crashes is
 * started once more with all that is known; after that messages go nowhere. Both are said.
 */
export class WorkerHost {
  private worker: Worker | null = null;
  private readonly pending = new Map<number, () => void>();
  private requests = 0;
  private waiting = 0;
  private restarts = 0;
  private alive = false;
  private stopping: Promise<void> | null = null;
  private listening: (url: string | null) => void = () => undefined;
  private readonly url: Promise<string | null>;
  private config: Config;

  constructor(
    config: Config,
    private readonly edge: HostEdge,
    private readonly entry: URL = ENTRY,
  ) {
    this.config = config;
    this.url = new Promise((resolve) => {
      this.listening = resolve;
    });
    this.begin();
  }

  send(message: ToWorker): void {
    if (!this.alive) {
      return;
    }
    try {
      this.worker?.postMessage(message);
    } catch (error) {
      diagnostics.error(
        `a ${message.type} message could not be sent to the telemetry worker: ${String(error)}`,
      );
    }
  }

  /** URL of `/metrics` once the worker has tried to listen; who waits for it keeps the process alive. */
  metricsUrl(): Promise<string | null> {
    return this.awaited(this.url);
  }

  flush(timeoutMs: number): Promise<void> {
    return this.ask('flush', timeoutMs);
  }

  /** Every caller waits for the one shutdown: the first may be a signal handler that exits when its own call is done. */
  shutdown(timeoutMs: number): Promise<void> {
    this.stopping ??= this.stop(timeoutMs);
    return this.stopping;
  }

  private async stop(timeoutMs: number): Promise<void> {
    await this.ask('shutdown', timeoutMs);
    this.alive = false;
    await this.worker?.terminate();
  }

  private begin(): void {
    const workerData: WorkerStart = { ...this.edge.start(), config: this.config };
    const worker = create(this.entry, workerData);
    this.worker = worker;
    this.alive = worker !== null;
    if (worker === null) {
      this.listening(null);
      return;
    }
    let why: string | null = null;
    worker.on('message', (message: FromWorker) => {
      this.receive(message);
    });
    worker.on('error', (error: Error) => {
      why = `the telemetry worker crashed: ${error.message}`;
      if (isMissing(error)) {
        this.restarts = RESTARTS;
        why = `the telemetry worker is not there (${error.message}); keep @coldstart/sdk external in your bundler`;
      }
    });
    worker.on('exit', (code) => {
      this.gone(why ?? `the telemetry worker ended with exit code ${code}`);
    });
    if (this.waiting === 0) {
      worker.unref();
    }
  }

  /** Without this, a process that does nothing but await the worker would end, since the worker is unref'd. */
  private async awaited<T>(work: Promise<T>): Promise<T> {
    this.waiting += 1;
    this.worker?.ref();
    try {
      return await work;
    } finally {
      this.waiting -= 1;
      if (this.waiting === 0) {
        this.worker?.unref();
      }
    }
  }

  /** Resolves when the worker has done it or the time is over. */
  private async ask(type: Request, timeoutMs: number): Promise<void> {
    if (!this.alive) {
      return;
    }
    const request = ++this.requests;
    let timer: NodeJS.Timeout | undefined;
    const done = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => {
        resolve(false);
      }, timeoutMs);
      this.pending.set(request, () => {
        resolve(true);
      });
    });
    this.send({ type, request });
    const inTime = await this.awaited(done);
    clearTimeout(timer);
    this.pending.delete(request);
    if (!inTime) {
      diagnostics.warn(`${type} was not done within ${timeoutMs} ms; what is pending may be lost`);
    }
  }

  private receive(message: FromWorker): void {
    switch (message.type) {
      case 'listening':
        if (message.port !== null) {
          // A worker that follows this one has to be found at the same place.
          this.config = { ...this.config, metricsPort: message.port };
        }
        this.listening(message.url);
        break;
      case 'done':
        this.pending.get(message.request)?.();
        break;
      case 'reported':
        this.edge.reported(message.id);
        break;
      case 'observed':
        this.edge.observed(message.observations);
        break;
      case 'diagnostic':
        diagnostics[message.level](message.message);
        break;
    }
  }

  private gone(why: string): void {
    const unexpected = this.alive && this.stopping === null;
    this.alive = false;
    for (const resolve of this.pending.values()) {
      resolve();
    }
    if (unexpected && this.restarts < RESTARTS) {
      this.restarts += 1;
      diagnostics.error(`${why}; it is started once more`);
      this.begin();
      return;
    }
    this.listening(null);
    if (unexpected) {
      diagnostics.error(`${why}; the server goes on without coldstart telemetry`);
    }
  }
}

function isMissing(error: NodeJS.ErrnoException): boolean {
  return error.code === 'MODULE_NOT_FOUND' || error.code === 'ERR_MODULE_NOT_FOUND';
}

function create(entry: URL, workerData: WorkerStart): Worker | null {
  try {
    // Without these the worker would load the host's preloads once more, by the flag or by the variable.
    const env = { ...process.env, NODE_OPTIONS: '' };
    return new Worker(entry, { workerData, execArgv: [], env, name: 'coldstart' });
  } catch (error) {
    diagnostics.error(`the telemetry worker could not be started: ${String(error)}`);
    return null;
  }
}
