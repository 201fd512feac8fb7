import { momentOf } from '../marks/index.js';
import type { HeldUp, Moment } from '../model.js';
import { medianSpacing, type SeenState } from '../read/index.js';
import type { Candidate } from './candidates.js';
import { isUsualWait, waitWords } from './reasons.js';

/** A state holds until two of its samples are missed. */
const MISSED_SAMPLES = 2;

/**
 * What keeps a pod that loads from going on at the evaluation time: no node takes it, or a container waits for more
 * than its turn. `spacingS`: of the samples that tell the states.
 */
export function heldUpOf(
  { pod, container }: Candidate,
  isScheduled: boolean,
  evaluatedS: number,
  spacingS: number,
): HeldUp | null {
  if (!pod) return null;
  const held = [...pod.states.values()]
    .map((seen) => ({ seen, timesS: ascending(seen.timesS, evaluatedS) }))
    .filter(({ seen, timesS }) => {
      const last = timesS.at(-1);
      if (last === undefined || evaluatedS - last >= MISSED_SAMPLES * spacingS) return false;
      if (seen.state === 'unschedulable') return !isScheduled;
      const concerns = seen.state === 'init_waiting' || seen.container === container || container === '';
      return concerns && !isUsualWait(seen.reason);
    })
    .map(({ seen, timesS }) => heldBy(seen, timesS, spacingS));
  const [foremost] = held.sort(
    (a, b) => b.since.atS - a.since.atS || compare(a.reason, b.reason) || compare(a.container, b.container),
  );
  if (foremost?.reason !== UNSCHEDULABLE) return foremost ?? null;
  const unscheduled = pod.book.latest('unscheduled');
  return unscheduled ? { ...foremost, since: momentOf(unscheduled) } : foremost;
}

const UNSCHEDULABLE = 'Unschedulable';

const METRICS: Readonly<Record<SeenState['state'], string>> = {
  waiting: 'kube_pod_container_status_waiting_reason',
  init_waiting: 'kube_pod_init_container_status_waiting_reason',
  unschedulable: 'kube_pod_status_unschedulable',
};

function heldBy(
  { state, container, reason: told }: SeenState,
  timesS: Float64Array,
  spacingS: number,
): HeldUp {
  const reason = state === 'unschedulable' ? UNSCHEDULABLE : told;
  const since: Moment = {
    atS: sinceS(timesS),
    resolutionS: spacingS,
    source: 'kube-state-metrics',
    metric: METRICS[state],
    estimated: true,
  };
  return { reason, container, since, words: waitWords(reason) };
}

/** The first of the samples that follow each other up to the last. */
function sinceS(timesS: Float64Array): number {
  const spacingS = medianSpacing(timesS);
  let index = timesS.length - 1;
  while (index > 0 && (timesS[index] ?? 0) - (timesS[index - 1] ?? 0) <= MISSED_SAMPLES * spacingS) index--;
  return timesS[index] ?? Number.NaN;
}

function ascending(timesS: readonly number[], untilS: number): Float64Array {
  return Float64Array.from(timesS.filter((timeS) => timeS <= untilS)).sort();
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
