import type { Mark } from '@coldstart/conventions';
import type { Notes } from '../notes/index.js';
import { isGpuResource, type PodFact } from '../signals/index.js';
import { FactBook } from './fact-book.js';
import type { Identity, Reading } from './identity.js';
import { forEachSample } from './samples.js';
import { forEachAmount, forEachTime } from './values.js';

export type PodFactName = Mark | PodFact | 'init_start' | 'init_end';

/** What kube-state-metrics says of one pod object. */
export interface PodFacts {
  readonly who: Identity;
  /** Scoped by container where the metric has one; a GPU request by `container/resource`. */
  readonly book: FactBook<PodFactName>;
  /** When it was there, from the presence query. */
  readonly seenS: number[];
  simulated: boolean;
}

/** Facts whose value is a Unix time; the value of the others is a flag or a count. */
const DATED: ReadonlySet<PodFact> = new Set<PodFact>([
  'accepted',
  'initialized',
  'containers_ready',
  'completed',
  'last_terminated',
]);

/** Groups the readings of kube-state-metrics by pod object: namespace, pod and uid. */
export function readPods(readings: readonly Reading[], notes: Notes): PodFacts[] {
  const pods = new Map<string, PodFacts>();
  for (const reading of readings) {
    const { signal, who, series } = reading;
    if (signal.source !== 'kube-state-metrics' || !who.pod) continue;
    const key = JSON.stringify([who.namespace, who.pod, who.uid]);
    const pod = pods.get(key) ?? { who, book: new FactBook(), seenS: [], simulated: false };
    pods.set(key, pod);
    if (series.labels['simulated'] === 'true') pod.simulated = true;
    readInto(pod, reading, notes);
  }
  return [...pods.values()];
}

function readInto(pod: PodFacts, reading: Reading, notes: Notes): void {
  const { book } = pod;
  const { meaning, fetch } = reading.signal;
  const { container, node } = reading.who;
  const { labels } = reading.series;
  if (meaning.kind === 'mark' && meaning.mark) {
    const { mark } = meaning;
    const scope = mark === 'container_started' ? container : '';
    forEachTime(reading, '', notes, (sample) => {
      book.put(mark, scope, sample);
    });
  } else if (meaning.kind === 'phase_boundary' && meaning.phase === 'init') {
    const name = meaning.edge === 'start' ? 'init_start' : 'init_end';
    forEachTime(reading, '', notes, (sample) => {
      book.put(name, '', sample);
    });
  } else if (meaning.kind === 'pod_fact') {
    const { fact } = meaning;
    const { scope, label, counts } = detailOf(fact, labels, container, node);
    if (!counts) return;
    if (fetch === 'presence') forEachSample(reading.series, (timeS) => pod.seenS.push(timeS));
    const read = DATED.has(fact) ? forEachTime : forEachAmount;
    read(reading, label, notes, (sample) => {
      book.put(fact, scope, sample);
    });
  }
}

interface Detail {
  readonly scope: string;
  readonly label: string;
  /** False for the series of a metric that say nothing here: other conditions, resources, reasons. */
  readonly counts: boolean;
}

function detailOf(
  fact: PodFact,
  labels: Readonly<Record<string, string>>,
  container: string,
  node: string,
): Detail {
  const reason = labels['reason'] ?? '';
  const resource = labels['resource'] ?? '';
  switch (fact) {
    case 'is_ready':
      return { scope: '', label: '', counts: labels['condition'] === 'true' };
    case 'has_failed':
      return { scope: '', label: '', counts: labels['phase'] === 'Failed' };
    case 'last_terminated':
      return { scope: container, label: '', counts: true };
    case 'terminated_reason':
    case 'last_terminated_reason':
      return { scope: container, label: reason, counts: reason !== '' };
    case 'gpu_request':
      return { scope: `${container}/${resource}`, label: resource, counts: isGpuResource(resource) };
    case 'node':
      return { scope: '', label: node, counts: node !== '' };
    case 'accepted':
    case 'initialized':
    case 'containers_ready':
    case 'completed':
      return { scope: '', label: '', counts: true };
  }
}

/** GPUs that the pod asks for: over all its containers, or over one. */
export function requestedGpus({ book }: PodFacts, container?: string): number {
  const scopes = book
    .scopes('gpu_request')
    .filter((scope) => container === undefined || scope.startsWith(`${container}/`));
  return scopes.reduce((count, scope) => count + (book.latest('gpu_request', scope)?.value ?? 0), 0);
}

/** Whether the pod, or one container of it, asks for instances of GPUs in MIG mode and for no whole one. */
export function asksForMig({ book }: PodFacts, container: string): boolean {
  const asked = book
    .scopes('gpu_request')
    .filter((scope) => scope.startsWith(`${container}/`) || container === '')
    .map((scope) => book.latest('gpu_request', scope))
    .filter((sample) => sample !== undefined && sample.value > 0);
  return asked.length > 0 && asked.every((sample) => sample?.label.startsWith(MIG_RESOURCE));
}

/** How kube-state-metrics writes the resources of NVIDIA's device plugin with the strategy `mixed`. */
const MIG_RESOURCE = 'nvidia_com_mig_';

/** The containers that ask for a GPU. */
export function gpuContainers({ book }: PodFacts): string[] {
  return book
    .scopes('gpu_request')
    .filter((scope) => (book.latest('gpu_request', scope)?.value ?? 0) > 0)
    .map((scope) => scope.split('/')[0] ?? '');
}
