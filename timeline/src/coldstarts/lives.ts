import type { PodFacts, Sample } from '../read/index.js';

/** kube-state-metrics cuts its times down to whole seconds. */
const CUT_S = 1;

/** One life of a container, as kube-state-metrics has it: from a start to the restart after it. */
export interface ContainerLife {
  /** 1 for the first in the pod's life. */
  readonly attempt: number;
  /** Undefined where nobody has seen the start. */
  readonly started: Sample | undefined;
}

/**
 * The lives of a container that kube-state-metrics shows, first to last; at least one. It tells the start of the
 * present life alone: in a range there are the first and the latest start that it told in it, and the lives between
 * are counted but not dated. A count of restarts, or a Ready before the first start, shows that a life came before.
 */
export function livesOf({ book }: PodFacts, container: string): ContainerLife[] {
  const starts = book.values('container_started', container);
  const [first] = starts;
  if (!first) return [{ attempt: 1, started: undefined }];
  const before = book.values('pod_ready').some(({ value }) => value + CUT_S < first.value) ? 1 : 0;
  const restarts = book.latest('restarts', container)?.value ?? 0;
  const latest = Math.max(starts.length + before, restarts + 1);
  const attempts = starts.map((_, index) => latest - (starts.length - 1 - index));
  if (starts.length > 1) {
    const least = book.values('restarts', container)[0]?.value ?? restarts;
    const seenFirst = Math.max(least < restarts ? least + 1 : 1, 1 + before);
    attempts[0] = Math.min(seenFirst, latest - starts.length + 1);
  }
  const lives = starts.map((started, index) => ({ attempt: attempts[index] ?? 1, started }));
  const unseen = (attempts[0] ?? 1) > 1;
  return unseen ? [{ attempt: 1, started: undefined }, ...lives] : lives;
}
