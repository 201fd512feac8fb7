import { setTimeout as delay } from 'node:timers/promises';
import type { Guard } from '../guard/index.js';
import type { PodMessage, PodSettings } from '../pod/index.js';
import { startPodProcess, type PodProcess } from './process.js';
import { untilReady } from './probe.js';
import { termination, type PodRecord } from './record.js';
import type { Scheduler } from './scheduler.js';

/** A node of the simulated cluster. Changes as images and weights arrive on it. */
export interface Node {
  readonly name: string;
  readonly schedulingS: number;
  imagePullS: number;
  weights: 'local' | 'remote';
}

export interface KubeletTimes {
  readonly admissionS: number;
  readonly containerStartS: number;
  readonly probePeriodS: number;
  readonly probeTimeoutS: number;
  readonly graceS: number;
}

/** What a pod needs of the world around it. */
export interface LifecycleEdge {
  readonly scheduler: Scheduler<Node>;
  readonly kubelet: KubeletTimes;
  readonly guard: Guard;
  settings(pod: string, node: Node): PodSettings;
  onMessage(pod: string, message: PodMessage): void;
  onLine(pod: string, line: string): void;
  /** Something about the pod has changed. */
  onChange(pod: PodRecord): void;
  nowS(): number;
}

/** One pod from its creation to its end: simulated up to the container's start, a real process from there on. */
export class Pod {
  #record: PodRecord;
  #process: PodProcess | null = null;
  #url: string | null = null;
  readonly #abort = new AbortController();
  readonly #over: Promise<void>;

  constructor(
    identity: Pick<PodRecord, 'name' | 'namespace' | 'uid' | 'container' | 'replicaSet'>,
    private readonly edge: LifecycleEdge,
  ) {
    this.#record = {
      ...identity,
      node: '',
      phase: 'Pending',
      createdS: edge.nowS(),
      scheduledS: null,
      acceptedS: null,
      containerStartedS: null,
      readyS: null,
      terminated: null,
      gpuAllocated: false,
      gpuBytes: 0,
      step: 'scheduling',
    };
    this.#over = this.#live().catch((error: unknown) => {
      if (!this.#abort.signal.aborted) throw error;
    });
  }

  get record(): PodRecord {
    return this.#record;
  }

  /** Where it serves, once its process listens. */
  get url(): string | null {
    return this.#url;
  }

  /** As the kernel does it when memory runs out. */
  kill(): void {
    this.#process?.kill('SIGKILL');
  }

  /** SIGTERM, and SIGKILL after the grace time. Resolves when nothing of it is left. */
  async delete(): Promise<void> {
    this.#abort.abort();
    const process = this.#process;
    if (process !== null) {
      process.kill('SIGTERM');
      const force = setTimeout(() => {
        process.kill('SIGKILL');
      }, this.edge.kubelet.graceS * 1000);
      await process.ended;
      clearTimeout(force);
    }
    await this.#over;
  }

  async #live(): Promise<void> {
    const { scheduler, kubelet } = this.edge;
    const node = await scheduler.take(this.#abort.signal);
    try {
      await this.#wait(node.schedulingS);
      this.#change({ node: node.name, scheduledS: this.edge.nowS(), step: 'admission' });
      await this.#wait(kubelet.admissionS);
      this.#change({ acceptedS: this.edge.nowS(), gpuAllocated: true, step: 'image_pull' });
      await this.#wait(node.imagePullS);
      node.imagePullS = 0;
      this.#change({ step: 'container_start' });
      await this.#wait(kubelet.containerStartS);
      await this.#run(node);
    } finally {
      this.#change({ gpuAllocated: false, gpuBytes: 0 });
      scheduler.giveBack(node);
    }
  }

  async #run(node: Node): Promise<void> {
    const settings = this.edge.settings(this.#record.name, node);
    const stopProbe = new AbortController();
    const process = startPodProcess({
      settings,
      guard: this.edge.guard,
      onMessage: (message) => {
        if (message.kind === 'listening') void this.#probe(message.url, stopProbe.signal);
        if (message.kind === 'step') {
          if (message.step === 'weights_load') node.weights = 'local';
          this.#change({ step: message.step });
        }
        if (message.kind === 'gpu') this.#change({ gpuBytes: message.usedBytes });
        this.edge.onMessage(this.#record.name, message);
      },
      onLine: (line) => {
        this.edge.onLine(this.#record.name, line);
      },
    });
    this.#process = process;
    this.#change({ phase: 'Running', containerStartedS: this.edge.nowS() });

    const exitCode = await process.ended;
    stopProbe.abort();
    if (this.#abort.signal.aborted) return;
    const end = termination(exitCode, this.edge.nowS());
    this.#change({ phase: 'Failed', readyS: null, terminated: end, step: `failed (${end.reason})` });
  }

  async #probe(url: string, signal: AbortSignal): Promise<void> {
    const { probePeriodS: periodS, probeTimeoutS: timeoutS } = this.edge.kubelet;
    if (!(await untilReady(url, { periodS, timeoutS, signal }))) return;
    this.#url = url;
    this.#change({ readyS: this.edge.nowS(), step: 'ready' });
  }

  /** What the process wrote last, for the message about its failure. */
  lastWords(): string {
    return this.#process?.lastWords() ?? '';
  }

  #wait(seconds: number): Promise<void> {
    return delay(seconds * 1000, undefined, { signal: this.#abort.signal });
  }

  #change(change: Partial<PodRecord>): void {
    this.#record = { ...this.#record, ...change };
    this.edge.onChange(this.#record);
  }
}
