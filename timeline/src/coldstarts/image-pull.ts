import { momentOf } from '../marks/index.js';
import type { ImagePull, InitContainer, Moment } from '../model.js';
import type { DatedPhase } from '../phases/index.js';
import type { SeenState } from '../read/index.js';
import type { Candidate } from './candidates.js';
import type { Question } from './question.js';
import { isFailedPull, isUsualWait, waitWords } from './reasons.js';

/** Who ran an image on a node first, and when. */
export interface ImageUse {
  readonly pod: string;
  readonly startedS: number;
}

/** The first use of an image on a node, as far as known. */
export type ImageUses = (node: string, image: string) => ImageUse | undefined;

export interface Pull {
  readonly answer: ImagePull;
  readonly phase: DatedPhase | null;
}

/** A pod whose image is on the node waits so long for its sandbox and its container, usually. */
const USUAL_CREATION_S = 5;

/**
 * The pull of the image of the container, as far as it can be told. The kubelet pulls it after the last init container,
 * else after it accepted the pod and made its sandbox, and starts the container at once. All that time the container
 * waits with the reason `ContainerCreating`, or that of a failed pull. `until`: the container started; undefined while
 * it waits.
 */
export function imagePullOf(
  { pod, container, first, podName }: Candidate,
  inits: readonly InitContainer[],
  scheduled: Moment | undefined,
  until: Moment | undefined,
  hasBegun: boolean,
  question: Question,
): Pull {
  if (!pod) return unseen('kube-state-metrics does not know this pod.');
  if (!first) return onNode('A container that is started again has its image.');
  const { book } = pod;
  const initialized = book.latest('initialized') ?? book.latest('accepted');
  const begun = [
    initialized && momentOf(initialized),
    ...inits.map(({ end, sidecar }) => (sidecar ? null : end)),
  ];
  const from = begun
    .filter((moment) => moment !== null && moment !== undefined)
    .reduce<Moment | undefined>((a, b) => (a && a.atS >= b.atS ? a : b), scheduled);
  if (!from) return unseen('When the node took the pod is not known.');
  if (!until && hasBegun) return unseen('When the container started is not known.');
  const endS = until?.atS ?? question.term('evaluatedS');
  const waits = [...pod.states.values()]
    .map((seen) => during(seen, from.atS, endS))
    .filter(
      ({ state, container: of, timesS }) => state === 'waiting' && of === container && timesS.length > 0,
    );
  if (waits.length === 0) return unseen('No sample shows the container waiting for its image.');

  const failed = waits.filter(({ reason }) => isFailedPull(reason)).flatMap(({ timesS }) => timesS);
  const atLeastS = failed.length === 0 ? 0 : Math.max(...failed) - Math.min(...failed);
  const windowS = Math.max(0, endS - from.atS);
  if (failed.length === 0) {
    const [other] = waits
      .map(({ reason }) => reason)
      .filter((reason) => !isUsualWait(reason))
      .sort();
    if (other) return unseen(`The container waited for something else: ${waitWords(other)}.`);
    const earlier = question.imageUse(
      book.latest('node')?.label ?? '',
      book.latest('image', container)?.label ?? '',
    );
    if (earlier && earlier.pod !== podName && earlier.startedS <= from.atS)
      return onNode(`Pod ${earlier.pod} ran the image on this node before.`);
    if (windowS <= USUAL_CREATION_S)
      return unseen('The container started as soon as one whose image is on the node.');
  }
  const start: Moment = { ...from, resolutionS: from.resolutionS + USUAL_CREATION_S, estimated: true };
  return {
    answer: {
      kind: 'estimated',
      startS: from.atS,
      endS: from.atS + windowS,
      atLeastS,
      atMostS: windowS,
      why:
        failed.length === 0
          ? 'From what the container waited before it started: preparing volumes falls in it too.'
          : 'The pull was seen to fail.',
    },
    phase: { phase: 'image_pull', start, end: until ?? null, failed: false, source: 'kube-state-metrics' },
  };
}

function during(seen: SeenState, fromS: number, toS: number): SeenState {
  return { ...seen, timesS: seen.timesS.filter((timeS) => timeS >= fromS && timeS <= toS) };
}

function unseen(why: string): Pull {
  return { answer: { kind: 'not_observable', why }, phase: null };
}

function onNode(why: string): Pull {
  return { answer: { kind: 'on_node', why }, phase: null };
}
