import { MARK_NAMES, type Mark } from '@coldstart/conventions';
import { allocationOf } from '../gpu/index.js';
import { agree, momentOf, resolve } from '../marks/index.js';
import type { Disagreement, Moment } from '../model.js';
import type { Candidate } from './candidates.js';
import type { Life } from './life.js';
import { lifeBeginsS } from './load-begin.js';

export interface Marks {
  readonly marks: Partial<Record<Mark, Moment>>;
  /** When the GPU was allocated to the pod, also where that was before this attempt. */
  readonly allocated: Moment | null;
  readonly disagreements: Disagreement[];
}

/** The marks of a cold start: `PRECEDENCE` says who is believed, and a contradiction is told. */
export function collectMarks(candidate: Candidate, life: Life): Marks {
  const own = ownMarks(candidate);
  const cluster = clusterMarks(candidate, life);
  const disagreements: Disagreement[] = [...(candidate.load?.markDifferences ?? [])];
  // A pod holds no GPU before it is on a node: an earlier sample is of another that had its name.
  const notBefore = cluster.scheduled ?? cluster.created;
  const allocation = allocationOf(candidate.pod, candidate.gpus, notBefore?.atS ?? -Infinity);
  if (life.fromCreation && allocation.moment) cluster.gpu_allocated = allocation.moment;
  if (life.fromCreation && allocation.disagreement) disagreements.push(allocation.disagreement);

  const marks: Partial<Record<Mark, Moment>> = {};
  for (const mark of MARK_NAMES) {
    const resolved = resolve(mark, [own[mark], cluster[mark]]);
    if (!resolved) continue;
    marks[mark] = resolved.kept;
    disagreements.push(...resolved.disagreements);
  }
  const { container_started: container, process_started: process } = marks;
  if (container && process && process.atS < container.atS && !agree(container, process)) {
    disagreements.push({ mark: 'container_started', kept: container, other: process });
  }
  const allocated = resolve('gpu_allocated', [own.gpu_allocated, allocation.moment ?? undefined]);
  return { marks, allocated: allocated?.kept ?? null, disagreements };
}

/** Marks that a process cannot have seen before it started. */
const AFTER_PROCESS_START: ReadonlySet<Mark> = new Set<Mark>([
  'model_ready',
  'pod_ready',
  'first_request',
  'failed',
]);

/**
 * An engine that can compute answers within half a minute (vLLM's issue 20264: what its server does then is not logged).
 */
const ENGINE_READY_RESOLUTION_S = 30;

function ownMarks({ load, pod, previousS }: Candidate): Partial<Record<Mark, Moment>> {
  if (!load) return {};
  const { book } = load;
  const lifeS = lifeBeginsS(load);
  const marks: Partial<Record<Mark, Moment>> = {};
  for (const mark of MARK_NAMES) {
    const sample = book.latest('mark', mark);
    const leftover = sample && AFTER_PROCESS_START.has(mark) && sample.value < lifeS;
    // A second attempt in one process repeats the start of the process, which is no moment of its own.
    if (sample && !leftover && sample.value > previousS) marks[mark] = momentOf(sample);
  }
  const completed = book.latest('completed');
  if (completed && completed.value >= lifeS) {
    if (completed.label === 'ok') marks.model_ready ??= momentOf(completed);
    else if (completed.label === 'failed') marks.failed ??= momentOf(completed);
  }
  // The next start of the server found in the journal that this attempt died. It is the last sign of life.
  const abandoned = book.latest('abandoned');
  if (abandoned) marks.failed ??= momentOf(abandoned);
  const engine = book.latest('engine_ready');
  // Where Kubernetes tells when the pod was ready, that says more.
  if (engine && !pod && !marks.model_ready && !marks.failed) {
    marks.model_ready = { ...momentOf(engine, true), resolutionS: ENGINE_READY_RESOLUTION_S };
  }
  return marks;
}

function clusterMarks({ pod, nextS }: Candidate, life: Life): Partial<Record<Mark, Moment>> {
  if (!pod) return {};
  const { book } = pod;
  const created = book.latest('created');
  const scheduled = book.latest('scheduled');
  const ready = life.podReady ?? readyContainers();
  return {
    ...(life.fromCreation && created && { created: momentOf(created) }),
    ...(life.fromCreation && scheduled && { scheduled: momentOf(scheduled) }),
    ...(life.containerStarted && { container_started: momentOf(life.containerStarted) }),
    ...(ready && { pod_ready: momentOf(ready, !life.podReady) }),
  };

  /** Where the pod is Ready and nobody says since when, its containers were ready at about that moment. */
  function readyContainers(): ReturnType<typeof book.latest> {
    return nextS === Infinity && book.latest('is_ready')?.value === 1
      ? book.latest('containers_ready')
      : undefined;
  }
}
