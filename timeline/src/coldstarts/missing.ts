import type { ColdStart } from '../model.js';
import type { Notes } from '../notes/index.js';
import { claimsDevices, requestedGpus } from '../read/index.js';
import type { Candidate } from './candidates.js';

/** A cold start with what it was made of. */
export interface Found {
  readonly candidate: Candidate;
  readonly coldStart: ColdStart;
}

/** A cold start and what it lacks. */
export interface Lacking {
  readonly candidate: Candidate;
  readonly lacks: readonly Wanted[];
}

/** A source whose absence leaves questions open. */
export interface Wanted {
  readonly source: string;
  readonly lacks: (found: Found) => boolean;
  /** Said when no cold start has the source, and when some have it. */
  readonly none: string;
  readonly some: (pods: string) => string;
}

const WANTED: readonly Wanted[] = [
  {
    source: 'activity',
    lacks: ({ candidate, coldStart }) => coldStart.gpu.kind === 'not_observable' && mayHaveGpu(candidate),
    none: 'No GPU activity series: where a GPU idles is not observable. dcgm-exporter gives them.',
    some: (pods) => `No usable GPU activity series for pod ${pods}: where its GPU idles is not observable.`,
  },
  {
    source: 'cluster',
    lacks: ({ candidate }) => candidate.pod === null,
    none: 'No kube-state-metrics series: scheduling, container start and readiness are not observable.',
    some: (pods) =>
      `No kube-state-metrics series for pod ${pods}: scheduling, container start and readiness are not observable.`,
  },
  {
    source: 'load',
    lacks: ({ candidate }) => candidate.load === null,
    none: 'No coldstart series: what happens inside the server process is not observable. The SDK gives them.',
    some: (pods) =>
      `No coldstart series for pod ${pods}: what happens inside its server process is not observable.`,
  },
];

/** What a cold start lacks; the same object for every one that lacks it. */
export function lacksOf(found: Found): Wanted[] {
  return WANTED.filter(({ lacks }) => lacks(found));
}

/** Says which sources are missing, for all cold starts or for some. */
export function noteMissing(found: readonly Lacking[], notes: Notes): void {
  for (const wanted of WANTED) {
    const { source, none, some } = wanted;
    const lacking = found.filter(({ lacks }) => lacks.includes(wanted));
    const all = lacking.length === found.length;
    for (const { candidate } of lacking) {
      notes.add('missing', `no ${source}`, candidate.podName, (pods) => (all ? none : some(pods)));
    }
  }
}

/** Says where a pod asks for more GPUs than were seen. */
export function noteUnseenGpus({ pod, gpus, podName, container }: Candidate, notes: Notes): void {
  const requested = pod ? requestedGpus(pod, container) : 0;
  if (gpus.length === 0 || requested <= gpus.length) return;
  notes.add(
    'missing',
    'some GPUs',
    podName,
    (pods) => `Not every GPU that pod ${pods} asks for has an activity series: the others count as unknown.`,
  );
}

function mayHaveGpu({ pod, container, gpus }: Candidate): boolean {
  return gpus.length > 0 || !pod || claimsDevices(pod) || requestedGpus(pod, container) > 0;
}
