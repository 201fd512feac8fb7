import { randomBytes, randomUUID } from 'node:crypto';
import { nowS } from '../clock.js';
import type { Guard } from '../guard/index.js';
import type { PodMessage, PodSettings } from '../pod/index.js';
import { podsToCreate } from './deployment.js';
import { Pod, type KubeletTimes, type Node } from './lifecycle.js';
import type { PodRecord } from './record.js';
import { Scheduler } from './scheduler.js';

export interface ClusterOptions {
  readonly namespace: string;
  readonly deployment: string;
  readonly container: string;
  readonly nodes: readonly Node[];
  readonly kubelet: KubeletTimes;
  readonly maxReplacements: number;
  readonly guard: Guard;
  readonly settings: (pod: string, node: Node) => PodSettings;
  readonly onMessage: (pod: string, message: PodMessage) => void;
  readonly onLine: (pod: string, line: string) => void;
  onReady(pod: PodRecord, url: string): void;
  /** A pod ended that nobody had told to; `lastWords` is what it wrote last. */
  onFailed(pod: PodRecord, url: string | null, lastWords: string): void;
}

export interface Cluster {
  pods(): readonly PodRecord[];
  /** Sets how many pods the deployment wants. It never takes one away. */
  scale(replicas: number): void;
  kill(pod: string): void;
  close(): Promise<void>;
}

/** A cluster with one deployment. Simulated but for its processes. */
export function startCluster(options: ClusterOptions): Cluster {
  const pods = new Map<string, Pod>();
  const scheduler = new Scheduler<Node>(options.nodes.map((node) => ({ ...node })));
  const replicaSet = `${options.deployment}-${suffix(10)}`;
  let wanted = 0;
  let closing = false;

  const records = (): readonly PodRecord[] => [...pods.values()].map((pod) => pod.record);

  const reconcile = (): void => {
    if (closing) return;
    const missing = podsToCreate(records(), wanted, options.maxReplacements);
    for (let index = 0; index < missing; index++) create();
  };

  const create = (): void => {
    const name = `${replicaSet}-${suffix(5)}`;
    let ready = false;
    let failed = false;
    const pod = new Pod(
      { name, namespace: options.namespace, uid: randomUUID(), container: options.container, replicaSet },
      {
        scheduler,
        kubelet: options.kubelet,
        guard: options.guard,
        settings: options.settings,
        onMessage: options.onMessage,
        onLine: options.onLine,
        nowS,
        onChange: (record) => {
          if (record.phase === 'Failed' && !failed) {
            failed = true;
            options.onFailed(record, pod.url, pod.lastWords());
            queueMicrotask(reconcile);
          } else if (record.readyS !== null && !ready && pod.url !== null) {
            ready = true;
            options.onReady(record, pod.url);
          }
        },
      },
    );
    pods.set(name, pod);
  };

  return {
    pods: records,
    scale(replicas) {
      wanted = replicas;
      reconcile();
    },
    kill: (name) => pods.get(name)?.kill(),
    async close() {
      closing = true;
      await Promise.all([...pods.values()].map((pod) => pod.delete()));
      pods.clear();
    },
  };
}

/** As Kubernetes makes them: no vowels, nothing that reads like a word. */
function suffix(length: number): string {
  const letters = 'bcdfghjklmnpqrstvwxz2456789';
  return Array.from(randomBytes(length), (byte) => letters[byte % letters.length]).join('');
}
