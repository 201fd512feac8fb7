import type { Mark } from '@coldstart/conventions';
import type { Notes } from '../notes/index.js';
import { isGpuResource, type PodFact, type PodState } from '../signals/index.js';
import { isOwner } from './cluster-facts.js';
import { FactBook } from './fact-book.js';
import type { Identity, Reading } from './identity.js';
import { ascendingTimes, forEachSample } from './samples.js';
import { medianSpacing } from './spacing.js';
import { forEachAmount, forEachTime } from './values.js';

export type PodFactName = Mark | Exclude<PodFact, PodState> | 'init_start' | 'init_end';

/** A state that the pod or a container of it was seen in. */
export interface SeenState {
  readonly state: PodState;
  /** Empty for the pod itself. */
  readonly container: string;
  /** As Kubernetes words it, e.g. `ImagePullBackOff`; empty where the state says it all. */
  readonly reason: string;
  /** Unix seconds, in no order; some may come twice. */
  readonly timesS: number[];
}

/** What kube-state-metrics says of one pod object. */
export interface PodFacts {
  readonly who: Identity;
  /**
   * Scoped by container where the metric has one; a GPU request by `container/resource`; what a label says of the pod
   * by what it says.
   */
  readonly book: FactBook<PodFactName>;
  readonly states: ReadonlyMap<string, SeenState>;
  /** When it was there, from the presence query. */
  readonly seenS: number[];
  /** The widest spacing of a series that tells so, seconds; 0 where none has two samples. */
  spacingS: number;
  simulated: boolean;
}

interface GrowingPod extends PodFacts {
  readonly states: Map<string, SeenState>;
}

/** Groups the readings of kube-state-metrics by pod object: namespace, pod and uid. */
export function readPods(readings: readonly Reading[], notes: Notes): PodFacts[] {
  const pods = new Map<string, GrowingPod>();
  for (const reading of readings) {
    const { signal, who, series } = reading;
    if (signal.source !== 'kube-state-metrics' || !who.pod) continue;
    const key = JSON.stringify([who.namespace, who.pod, who.uid]);
    const pod = pods.get(key) ?? {
      who,
      book: new FactBook(),
      states: new Map(),
      seenS: [],
      spacingS: 0,
      simulated: false,
    };
    pods.set(key, pod);
    if (series.labels['simulated'] === 'true') pod.simulated = true;
    readInto(pod, reading, notes);
  }
  return [...pods.values()];
}

function readInto(pod: GrowingPod, reading: Reading, notes: Notes): void {
  const { book } = pod;
  const { meaning } = reading.signal;
  const { container } = reading.who;
  if (meaning.kind === 'mark' && meaning.mark) {
    const { mark } = meaning;
    const scope = mark === 'container_started' ? container : '';
    forEachTime(reading, '', notes, (sample) => {
      book.put(mark, scope, sample);
    });
  } else if (meaning.kind === 'phase_boundary' && meaning.phase === 'init') {
    const name = meaning.edge === 'start' ? 'init_start' : 'init_end';
    forEachTime(reading, '', notes, (sample) => {
      book.put(name, container, sample);
    });
  } else if (meaning.kind === 'pod_fact') {
    const { fact } = meaning;
    if (isState(fact)) readState(pod, fact, reading);
    else readFact(pod, fact, reading, notes);
  }
}

function isState(fact: PodFact): fact is PodState {
  return fact === 'waiting' || fact === 'init_waiting' || fact === 'unschedulable';
}

function readState(pod: GrowingPod, state: PodState, { who, series }: Reading): void {
  const { container } = who;
  const reason = series.labels['reason'] ?? '';
  const key = JSON.stringify([state, container, reason]);
  const seen = pod.states.get(key) ?? { state, container, reason, timesS: [] };
  forEachSample(series, (timeS, value) => {
    // Older releases expose a 0 for every reason that does not hold.
    if (value === 1) seen.timesS.push(timeS);
  });
  if (seen.timesS.length > 0) pod.states.set(key, seen);
}

function readFact(pod: PodFacts, fact: Exclude<PodFact, PodState>, reading: Reading, notes: Notes): void {
  const { reads, detail } = FACTS[fact];
  const told = detail(reading);
  if (!told) return;
  if (reading.signal.fetch === 'presence') {
    const timesS = ascendingTimes(reading.series);
    for (const timeS of timesS) pod.seenS.push(timeS);
    // Of one series alone: two replicas of Prometheus, or an exporter that came back, would halve the distance.
    const spacingS = medianSpacing(timesS);
    if (spacingS > pod.spacingS) pod.spacingS = spacingS;
  }
  const read = reads === 'time' ? forEachTime : forEachAmount;
  read(reading, told.label, notes, (sample) => {
    pod.book.put(fact, told.scope, sample);
  });
}

interface Told {
  readonly scope: string;
  readonly label: string;
}

interface FactReading {
  readonly reads: 'time' | 'amount';
  /** Null for the series of a metric that say nothing here: other conditions, resources, reasons. */
  readonly detail: (reading: Reading) => Told | null;
}

const labelOf = ({ series }: Reading, name: string): string => series.labels[name] ?? '';
const ofPod = (): Told => ({ scope: '', label: '' });
const ofContainer = ({ who }: Reading): Told => ({ scope: who.container, label: '' });
const where =
  (name: string, value: string) =>
  (reading: Reading): Told | null =>
    labelOf(reading, name) === value ? ofPod() : null;
/** What a label says of the pod; several may hold, so each has its own scope. */
const named = (label: string): Told | null => (label === '' ? null : { scope: label, label });
const reasonOfContainer = (reading: Reading): Told | null => {
  const label = labelOf(reading, 'reason');
  return label === '' ? null : { scope: reading.who.container, label };
};
const ofGpus = (reading: Reading): Told | null => {
  const resource = labelOf(reading, 'resource');
  return isGpuResource(resource) ? { scope: `${reading.who.container}/${resource}`, label: resource } : null;
};
const imageOf = (reading: Reading): string => labelOf(reading, 'image_spec') || labelOf(reading, 'image');

/** How each fact is read. */
const FACTS: Readonly<Record<Exclude<PodFact, PodState>, FactReading>> = {
  accepted: { reads: 'time', detail: ofPod },
  unscheduled: { reads: 'time', detail: ofPod },
  initialized: { reads: 'time', detail: ofPod },
  containers_ready: { reads: 'time', detail: ofPod },
  completed: { reads: 'time', detail: ofPod },
  deletion_due: { reads: 'time', detail: ofPod },
  last_terminated: { reads: 'time', detail: ofContainer },
  is_ready: { reads: 'amount', detail: where('condition', 'true') },
  has_failed: { reads: 'amount', detail: where('phase', 'Failed') },
  gpu_request: { reads: 'amount', detail: ofGpus },
  init_gpu_request: { reads: 'amount', detail: ofGpus },
  gpu_limit: { reads: 'amount', detail: ofGpus },
  restarts: { reads: 'amount', detail: ofContainer },
  terminated_reason: { reads: 'amount', detail: reasonOfContainer },
  last_terminated_reason: { reads: 'amount', detail: reasonOfContainer },
  status_reason: { reads: 'amount', detail: (reading) => named(labelOf(reading, 'reason')) },
  disruption_reason: { reads: 'amount', detail: (reading) => named(labelOf(reading, 'reason')) },
  node: { reads: 'amount', detail: ({ who }) => (who.node === '' ? null : { scope: '', label: who.node }) },
  owner: {
    reads: 'amount',
    detail: ({ series }) => {
      const { owner_kind: kind = '', owner_name: name = '', owner_is_controller: controls } = series.labels;
      return isOwner(kind, name, controls) ? named(`${kind}/${name}`) : null;
    },
  },
  image: {
    reads: 'amount',
    detail: (reading) => ({ scope: reading.who.container, label: imageOf(reading) }),
  },
  init_container: {
    reads: 'amount',
    detail: (reading) => ({
      scope: reading.who.container,
      label: JSON.stringify([imageOf(reading), labelOf(reading, 'restart_policy')]),
    }),
  },
  group: {
    reads: 'amount',
    detail: (reading) => {
      const name = labelOf(reading, 'label_leaderworkerset_sigs_k8s_io_name');
      const index = labelOf(reading, 'label_leaderworkerset_sigs_k8s_io_group_index');
      return name === '' || index === '' ? null : named(`${name}/${index}`);
    },
  },
  claim: { reads: 'amount', detail: (reading) => named(labelOf(reading, 'claim_name')) },
};

/** GPUs that the pod asks for: over all its containers, or over one. Kubernetes lets no limit differ from a request. */
export function requestedGpus(pod: PodFacts, container?: string): number {
  return gpuScopes(pod)
    .filter(({ scope }) => container === undefined || scope.startsWith(`${container}/`))
    .reduce((sum, { count }) => sum + count, 0);
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

/** Whether it asks for slices of GPUs by the name that time-slicing may give them. */
export function asksForSharedGpus({ book }: PodFacts): boolean {
  return book
    .scopes('gpu_request')
    .some((scope) => book.latest('gpu_request', scope)?.label.endsWith('_shared') === true);
}

/** The containers that ask for a GPU. */
export function gpuContainers(pod: PodFacts): string[] {
  const asking = gpuScopes(pod)
    .filter(({ count }) => count > 0)
    .map(({ scope }) => scope.split('/')[0] ?? '');
  return [...new Set(asking)].sort();
}

function gpuScopes({ book }: PodFacts): { scope: string; count: number }[] {
  const scopes = new Set([...book.scopes('gpu_request'), ...book.scopes('gpu_limit')]);
  return [...scopes].map((scope) => ({
    scope,
    count: (book.latest('gpu_request', scope) ?? book.latest('gpu_limit', scope))?.value ?? 0,
  }));
}

/** Whether the pod claims devices by dynamic resource allocation: how many, and whether they are GPUs, is not told. */
export function claimsDevices({ book }: PodFacts): boolean {
  return book.scopes('claim').length > 0;
}

/** What the labels of a fact say, of those that hold. */
export function labelsThatHold({ book }: PodFacts, fact: PodFactName): string[] {
  return book
    .scopes(fact)
    .map((scope) => book.latest(fact, scope))
    .filter((sample) => sample !== undefined && sample.value > 0)
    .map((sample) => sample?.label ?? '');
}
