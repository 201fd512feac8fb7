import type { EngineFacts } from '../engines/index.js';
import { podKey, type GpuSamples } from '../gpu/index.js';
import { claimsDevices, gpuContainers, requestedGpus, type LoadFacts, type PodFacts } from '../read/index.js';
import { livesOf } from './lives.js';
import { loadBeginsS } from './load-begin.js';

/** What belongs to one cold start, before anything is concluded from it. At least one of load and pod is there. */
export interface Candidate {
  readonly id: string;
  readonly namespace: string;
  readonly podName: string;
  readonly container: string;
  readonly attempt: number;
  readonly load: LoadFacts | null;
  readonly pod: PodFacts | null;
  readonly gpus: readonly GpuSamples[];
  /** What its server tells of the load that it did last; of the newest load and pod object alone. */
  readonly engine: EngineFacts | null;
  /** No earlier attempt of the pod is known, so the life of the pod object before it belongs to it. */
  readonly first: boolean;
  /** When the model load began, by its own series; without them when the container started; NaN where nobody tells. */
  readonly beginsS: number;
  /** When the attempt before began in that sense, and the one after; -Infinity, Infinity where there is none. */
  readonly previousS: number;
  readonly nextS: number;
  /** No attempt between this one and the next is unknown. */
  readonly nextFollows: boolean;
}

/**
 * Joins own series and kube-state-metrics by namespace and pod. A pod without own series is a candidate where it asks
 * for a GPU, was seen with one, or its server tells how long it loaded.
 */
export function findCandidates(
  loads: readonly LoadFacts[],
  pods: readonly PodFacts[],
  gpus: ReadonlyMap<string, readonly GpuSamples[]>,
  engines: ReadonlyMap<string, EngineFacts>,
): Candidate[] {
  const objects = new Map<string, PodFacts[]>();
  for (const pod of pods) append(objects, podKey(pod.who), pod);
  for (const same of objects.values()) {
    same.sort((a, b) => createdS(a) - createdS(b) || compare(a.who.uid, b.who.uid));
  }
  const ofLoads = candidatesOfLoads(loads, objects, gpus, engines);
  const joined = new Set(ofLoads.map(({ pod }) => pod));
  const alone = [...objects.values()].flatMap((same) =>
    same.flatMap((pod, index) =>
      joined.has(pod)
        ? []
        : candidatesOfPod(
            pod,
            index === same.length - 1,
            gpus.get(podKey(pod.who)) ?? [],
            engines.get(podKey(pod.who)) ?? null,
          ),
    ),
  );
  return [...ofLoads, ...alone];
}

function candidatesOfLoads(
  loads: readonly LoadFacts[],
  objects: ReadonlyMap<string, readonly PodFacts[]>,
  gpus: ReadonlyMap<string, readonly GpuSamples[]>,
  engines: ReadonlyMap<string, EngineFacts>,
): Candidate[] {
  const containers = new Map<string, Set<string>>();
  const sequences = new Map<string, LoadFacts[]>();
  for (const load of loads) {
    const { namespace, pod, container, model } = load.who;
    append(sequences, JSON.stringify([namespace, pod, container, model]), load);
    const key = podKey(load.who);
    containers.set(key, (containers.get(key) ?? new Set()).add(container));
  }
  const told = [...sequences.values()].flatMap((sequence) => {
    sequence.sort((a, b) => a.attempt - b.attempt);
    const dated: { load: LoadFacts; beginsS: number }[] = [];
    for (const load of sequence) {
      dated.push({ load, beginsS: loadBeginsS(load, dated.at(-1)?.beginsS ?? -Infinity) });
      if (Number.isNaN(dated.at(-1)?.beginsS)) dated.pop();
    }
    return dated.flatMap(({ load, beginsS }, index): Candidate[] => {
      const key = podKey(load.who);
      const pod = objectAt(objects.get(key) ?? [], beginsS);
      const older = pod && pod !== objects.get(key)?.at(-1) ? pod : null;
      const candidate: Candidate = {
        id: idOf(load, older),
        namespace: load.who.namespace,
        podName: load.who.pod,
        container: containerOf(load, pod),
        attempt: load.attempt,
        load,
        pod,
        gpus: gpusOf(gpus.get(key) ?? [], load.who.container, containers.get(key) ?? new Set()),
        engine: index === dated.length - 1 ? (engines.get(key) ?? null) : null,
        first: index === 0,
        beginsS,
        nextS: dated[index + 1]?.beginsS ?? Infinity,
        previousS: dated[index - 1]?.beginsS ?? -Infinity,
        nextFollows: dated[index + 1]?.load.attempt === load.attempt + 1,
      };
      const untold = index === 0 ? livesBefore(candidate, older) : [];
      const last = untold.at(-1);
      return last
        ? [...untold, { ...candidate, first: false, previousS: orNever(last.beginsS) }]
        : [candidate];
    });
  });
  const attempts = new Set(told.filter(({ load }) => load !== null).map(attemptKey));
  const all = told.filter((one) => one.load !== null || !attempts.has(attemptKey(one)));
  // Models that load in one container have the lives before in common.
  return [...new Map(all.map((candidate) => [candidate.id, candidate])).values()];
}

/** The lives of the container before the first load that told of itself: those died before anybody read their series. */
function livesBefore(candidate: Candidate, older: PodFacts | null): Candidate[] {
  const { namespace, podName, container, attempt, pod, beginsS } = candidate;
  if (!pod || attempt === 1) return [];
  const lives = livesOf(pod, container);
  const own = lives.findLastIndex(({ started }) => started !== undefined && started.value <= beginsS + CUT_S);
  const before = lives.slice(0, Math.max(0, own)).filter((life) => life.attempt < attempt);
  return before.map(({ attempt: earlier, started }, index) => ({
    ...candidate,
    id: [namespace, podName, container, earlier, ...(older ? [older.who.uid] : [])].join('/'),
    attempt: earlier,
    load: null,
    engine: null,
    first: index === 0,
    beginsS: started?.value ?? Number.NaN,
    previousS: orNever(before[index - 1]?.started?.value ?? Number.NaN),
    nextS: lives[index + 1]?.started?.value ?? beginsS,
    nextFollows: lives[index + 1]?.attempt === earlier + 1,
  }));
}

function candidatesOfPod(
  pod: PodFacts,
  newest: boolean,
  seen: readonly GpuSamples[],
  engine: EngineFacts | null,
): Candidate[] {
  const hasGpu = requestedGpus(pod) > 0 || claimsDevices(pod) || seen.length > 0;
  if (!hasGpu && !engine?.loads) return [];
  const { namespace, pod: podName, uid } = pod.who;
  const withGpu = gpuContainers(pod);
  const named = seen[0]?.container || engine?.figures.find(({ container }) => container !== '')?.container;
  const containers = withGpu.length > 0 ? withGpu : [named || mainContainer(pod)];
  return containers.flatMap((container) => {
    const lives = livesOf(pod, container);
    return lives.map(({ attempt, started }, index) => ({
      id: [namespace, podName, container, attempt, ...(newest ? [] : [uid])].join('/'),
      namespace,
      podName,
      container,
      attempt,
      load: null,
      pod,
      gpus: gpusOf(seen, container, new Set(withGpu)),
      engine: newest && index === lives.length - 1 ? engine : null,
      first: index === 0,
      beginsS: started?.value ?? Number.NaN,
      previousS: lives[index - 1]?.started?.value ?? -Infinity,
      nextS: lives[index + 1]?.started?.value ?? Infinity,
      nextFollows: lives[index + 1]?.attempt === attempt + 1,
    }));
  });
}

/** Containers that are put beside a server. */
const SIDECARS: ReadonlySet<string> = new Set([
  'istio-proxy',
  'linkerd-proxy',
  'queue-proxy',
  'kserve-agent',
  'agent',
  'vault-agent',
]);

/** The only container of a pod that is no known sidecar; empty where there are several, or none is known. */
function mainContainer({ book }: PodFacts): string {
  const known = new Set([...book.scopes('container_started'), ...book.scopes('image')]);
  const servers = [...known].filter((name) => !SIDECARS.has(name));
  return servers.length === 1 ? (servers[0] ?? '') : '';
}

function attemptKey({ namespace, podName, container, attempt }: Candidate): string {
  return JSON.stringify([namespace, podName, container, attempt]);
}

function orNever(beginsS: number): number {
  return Number.isNaN(beginsS) ? -Infinity : beginsS;
}

/** `older`: the pod object where another has taken its name since. */
function idOf({ who, attempt, sharesContainer }: LoadFacts, older: PodFacts | null): string {
  const model = sharesContainer ? [who.model] : [];
  return [who.namespace, who.pod, who.container, attempt, ...model, ...(older ? [older.who.uid] : [])].join(
    '/',
  );
}

function append<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const values = map.get(key);
  if (values) values.push(value);
  else map.set(key, [value]);
}

function createdS({ book }: PodFacts): number {
  return book.latest('created')?.value ?? -Infinity;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** kube-state-metrics cuts its times down to whole seconds. */
const CUT_S = 1;

/** Clocks of a pod and of the API server may be this far apart before a name is taken for another pod's. */
const CLOCK_SLACK_S = 5;

/** Of pods with one name (a StatefulSet made it anew) the newest that was there when the load began. */
function objectAt(ascending: readonly PodFacts[], beginsS: number): PodFacts | null {
  const there = ascending.filter((pod) => !(createdS(pod) > beginsS + CLOCK_SLACK_S));
  return there.at(-1) ?? ascending[0] ?? null;
}

/** The container as the pod itself names it, else the only one that can be meant. */
function containerOf(load: LoadFacts, pod: PodFacts | null): string {
  if (load.who.container || !pod) return load.who.container;
  const withGpu = gpuContainers(pod);
  return withGpu.length === 1 ? (withGpu[0] ?? '') : mainContainer(pod);
}

/** The GPUs of a container; all of the pod's that no other container of ours has, where none bears its name. */
function gpusOf(
  all: readonly GpuSamples[],
  container: string,
  containers: ReadonlySet<string>,
): readonly GpuSamples[] {
  if (!container) return all;
  const own = all.filter((gpu) => gpu.container === container || gpu.container === '');
  return own.length > 0 ? own : all.filter((gpu) => !containers.has(gpu.container));
}
