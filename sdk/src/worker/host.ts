import { Worker } from 'node:worker_threads';
import type { Config } from '../config/index.js';
import { diagnostics } from '../diagnostics.js';
import type { FromWorker, ToWorker, WorkerStart } from './protocol.js';

type Request = 'flush' | 'shutdown';

/**
 * The main thread's end of the worker. It never keeps the process alive and never throws; once the worker is gone,
 * messages go nowhere and the loss is said once.
 */
export class WorkerHost {
  private readonly worker: Worker | null;
  private readonly pending = new Map<number, () => void>();
  private requests = 0;
  private waiting = 0;
  private alive: boolean;
  private stopping: Promise<void> | null = null;
  private listening: (url: string | null) => void = () => undefined;
  private readonly url: Promise<string | null>;

  constructor(config: Config) {
    this.url = new Promise((resolve) => {
      this.listening = resolve;
    });
    this.worker = start(config);
    this.alive = this.worker !== null;
    if (this.worker === null) {
      this.listening(null);
      return;
    }
    this.worker.on('message', (message: FromWorker) => {
      this.receive(message);
    });
    this.worker.on('error', (error: Error) => {
      this.gone(`the telemetry worker crashed: ${error.message}`);
    });
    this.worker.on('exit', (code) => {
      this.gone(`the telemetry worker ended with exit code ${code}`);
    });
    this.worker.unref();
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
        this.listening(message.url);
        break;
      case 'done':
        this.pending.get(message.request)?.();
        break;
      case 'diagnostic':
        diagnostics[message.level](message.message);
        break;
    }
  }

  private gone(why: string): void {
    const unexpected = this.alive && this.stopping === null;
    this.alive = false;
    this.listening(null);
    for (const resolve of this.pending.values()) {
      resolve();
    }
    if (unexpected) {
      diagnostics.error(`${why}; the server goes on without coldstart telemetry`);
    }
  }
}

function start(config: Config): Worker | null {
  const workerData: WorkerStart = { config };
  try {
    // Without its own execArgv the worker would inherit --import and load the host's preloads once more.
    return new Worker(new URL('./thread.js', import.meta.url), {
      workerData,
      execArgv: [],
      name: 'coldstart',
    });
  } catch (error) {
    diagnostics.error(`the telemetry worker could not be started: ${String(error)}`);
    return null;
  }
}
