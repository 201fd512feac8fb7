import type { Sample } from '../read/index.js';
import type { Candidate } from './candidates.js';

/** kube-state-metrics cuts its times down to whole seconds. */
const CUT_S = 1;

/** What kube-state-metrics dates that moves with each life of a container, brought to one cold start. */
export interface Life {
  /** The pod object's own begin (created, scheduled, GPU) belongs to this cold start. */
  readonly fromCreation: boolean;
  readonly containerStarted: Sample | undefined;
  readonly podReady: Sample | undefined;
  /** A later start of the container that no attempt of ours explains. */
  readonly restartedS: number;
}

export function lifeOf({ load, pod, container, first, beginsS, previousS, nextS }: Candidate): Life {
  const starts = pod?.book.values('container_started', container) ?? [];
  const readies = pod?.book.values('pod_ready') ?? [];
  if (!load) {
    const unseen = Number.isNaN(beginsS);
    return {
      fromCreation: first,
      containerStarted: unseen ? undefined : starts.find(({ value }) => value === beginsS),
      podReady: readies.find(({ value }) => (unseen || value + CUT_S > beginsS) && value < nextS),
      restartedS: Infinity,
    };
  }
  const begun = starts.filter(({ value }) => value <= beginsS + CUT_S && value > previousS);
  const readyBefore = readies.some(
    ({ value }) => value + CUT_S < beginsS && begun.some((start) => start.value >= value),
  );
  const fromCreation = first && !readyBefore;
  const last = nextS === Infinity;
  return {
    fromCreation,
    containerStarted: fromCreation ? starts.find(({ value }) => value < nextS) : begun.at(-1),
    podReady:
      readies.find(({ value }) => value + CUT_S >= beginsS && value < nextS) ??
      // The clocks of pod and API server may disagree; a ready that no restart follows is this one's.
      (last && !readyBefore
        ? readies.findLast(({ value }) => !starts.some((start) => start.value > value))
        : undefined),
    restartedS: starts.find(({ value }) => value > beginsS + CUT_S && value < nextS)?.value ?? Infinity,
  };
}
