import type { Config } from '../config/index.js';
import type { GpuSampler } from '../gpu/index.js';
import { reduce } from '../load/index.js';
import type { LoadState } from '../load/index.js';
import type { Push } from '../otlp/index.js';
import type { QueueSnapshot } from '../queue/index.js';
import { loadAttributes, observe, podAttributes } from '../signals/index.js';
import type { Observation } from '../signals/index.js';
import { healthOf } from './health.js';
import type { Health } from './health.js';
import type { FromWorker, ToWorker, WorkerStart } from './protocol.js';

/** A server that swaps models all day need not remember them all; the budget shows fewer anyway. */
const MOST_LOADS = 20;
const HEARTBEAT_MS = 1000;

const NO_GPU: Pick<GpuSampler, 'latest' | 'busyS' | 'firstSeenS' | 'firstMemoryS'> = {
  latest: () => [],
  busyS: () => null,
  firstSeenS: null,
  firstMemoryS: null,
};

/** What the worker does beside knowing. */
export interface TelemetryEdge {
  nowS(): number;
  post(message: FromWorker): void;
  complain(message: string): void;
  /** Sets the time of a file; asked for only where there is a journal. */
  touch(path: string, nowS: number): void;
  /** Resolve once what they need is loaded; neither is asked for before it is needed. */
  push(observe: () => readonly Observation[]): Promise<Push>;
  sampler(): Promise<GpuSampler | null>;
}

/** Keeps what the loads tell, and hands it to whoever asks or takes. */
export class Telemetry {
  private readonly loads = new Map<number, LoadState>();
  private readonly config: Config;
  private readonly pod;
  private queue: QueueSnapshot | null = null;
  private push: Promise<Push | null> = Promise.resolve(null);
  private sampler: Promise<GpuSampler | null> | null = null;
  private gpu: GpuSampler | null = null;
  private without = '';
  private readonly heartbeat: NodeJS.Timeout | null;

  constructor(
    private readonly start: WorkerStart,
    private readonly edge: TelemetryEdge,
  ) {
    this.config = start.config;
    this.pod = podAttributes(start.config);
    for (const { load, state } of start.loads) {
      this.loads.set(load, state);
    }
    if (this.config.otlpEndpoint !== null) {
      this.push = this.startPush();
    }
    this.sampleWhileLoading();
    this.heartbeat = this.startHeartbeat();
  }

  /** Every series at this moment. */
  observe(): readonly Observation[] {
    const nowS = this.edge.nowS();
    const gpu = this.gpu ?? NO_GPU;
    const { kept, leftOut } = observe({
      loads: [...this.loads.values()],
      first: this.loads.get(1) ?? null,
      abandoned: this.start.abandoned,
      gpus: gpu.latest(nowS),
      gpu,
      queue: this.queue,
      pod: this.pod,
      nowS,
    });
    const without = leftOut.join(', ');
    if (without !== '' && without !== this.without) {
      this.edge.complain(`the series of this pod are limited, and these are left out: ${without}`);
    }
    this.without = without;
    return kept;
  }

  health(): Health {
    return healthOf(this.loads.values(), this.edge.nowS());
  }

  /** Takes what the main thread tells. */
  receive(message: Extract<ToWorker, { type: 'load' | 'transition' | 'queue' }>): void {
    switch (message.type) {
      case 'load':
        this.loads.set(message.load, message.state);
        this.forgetOldest();
        break;
      case 'transition': {
        const before = this.loads.get(message.load);
        if (before === undefined) {
          return;
        }
        const after = reduce(before, message.transition);
        this.loads.set(message.load, after);
        if (before.result === null && after.result !== null) {
          void this.push.then((push) => push?.ended(after, loadAttributes(this.pod, after)));
        }
        break;
      }
      case 'queue':
        this.queue = message.queue;
        break;
    }
    this.sampleWhileLoading();
    this.relay();
  }

  /** Pushes what is pending. Never rejects. */
  async flush(): Promise<void> {
    this.settled((await (await this.push)?.flush()) ?? []);
  }

  /** Pushes what is pending and stops. Never rejects. */
  async shutdown(): Promise<void> {
    clearInterval(this.heartbeat ?? undefined);
    this.settled((await (await this.push)?.shutdown()) ?? []);
    await (await this.sampler)?.close();
  }

  private async startPush(): Promise<Push | null> {
    try {
      const push = await this.edge.push(() => this.observe());
      void this.report(push);
      return push;
    } catch (error) {
      this.edge.complain(`nothing can be pushed over OTLP: ${String(error)}`);
      return null;
    }
  }

  /** A report that does not arrive is left to the next start. */
  private async report(push: Push): Promise<void> {
    for (const abandoned of this.start.abandoned.filter(({ reported }) => !reported)) {
      try {
        await push.abandoned(abandoned, loadAttributes(this.pod, abandoned.state));
        this.edge.post({ type: 'reported', id: abandoned.id });
      } catch (error) {
        this.edge.complain(`the report of an abandoned load could not be pushed: ${String(error)}`);
      }
    }
  }

  private sampleWhileLoading(): void {
    if (this.config.gpu === 'off') {
      return;
    }
    const running = this.isLoading();
    if (this.sampler === null && (running || this.config.gpu === 'always')) {
      this.sampler = this.startSampler();
    }
    this.gpu?.loading(running);
  }

  private async startSampler(): Promise<GpuSampler | null> {
    try {
      this.gpu = await this.edge.sampler();
      this.gpu?.loading(this.isLoading());
    } catch (error) {
      this.edge.complain(`GPUs cannot be sampled: ${String(error)}`);
    }
    return this.gpu;
  }

  /** While a load runs, the age of the journal tells when its process was last alive. */
  private startHeartbeat(): NodeJS.Timeout | null {
    const { journal } = this.start;
    if (journal === null && this.config.exporter !== 'global') {
      return null;
    }
    return setInterval(() => {
      if (journal !== null && this.isLoading()) {
        this.edge.touch(journal, this.edge.nowS());
      }
      this.relay();
    }, HEARTBEAT_MS);
  }

  /** Where the host's own providers export, they are on the main thread. */
  private relay(): void {
    if (this.config.exporter === 'global') {
      this.edge.post({ type: 'observed', observations: this.observe() });
    }
  }

  private isLoading(): boolean {
    return [...this.loads.values()].some(({ result }) => result === null);
  }

  private forgetOldest(): void {
    for (const [load, { result }] of this.loads) {
      if (this.loads.size <= MOST_LOADS) {
        return;
      }
      if (result !== null) {
        this.loads.delete(load);
      }
    }
  }

  private settled(results: readonly PromiseSettledResult<void>[]): void {
    for (const result of results) {
      if (result.status === 'rejected') {
        this.edge.complain(`telemetry could not be pushed: ${String(result.reason)}`);
      }
    }
  }
}
