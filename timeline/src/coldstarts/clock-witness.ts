import { MARK_NAMES, type Mark } from '@coldstart/conventions';
import type { ClockEvent, Order, RankedEvent, Witness } from '../clocks/index.js';
import { momentOf } from '../marks/index.js';
import type { ClockName, Moment } from '../model.js';
import type { Candidate } from './candidates.js';
import type { Found } from './missing.js';

/**
 * The order in which things happen to a pod, whatever its clocks read. Readiness comes after the start of the process,
 * but not always after the model: not every probe waits for it.
 */
const RANKS: Readonly<Partial<Record<Mark, number>>> = {
  created: 0,
  scheduled: 1,
  container_started: 3,
  process_started: 4,
  model_ready: 5,
  pod_ready: 5,
  first_request: 5,
  failed: 5,
};
const ACCEPTED_RANK = 2;

/** The scheduler's binding is stored by the API server; all that comes then is dated by the kubelet. */
const CLUSTER_CLOCKS: Readonly<Partial<Record<Mark, ClockName>>> = {
  created: 'api-server',
  scheduled: 'api-server',
  container_started: 'node',
  pod_ready: 'node',
};

/** A process reads its own start from the system, whose boot time is a whole second. */
const PROCESS_START_S = 1;

/** What the story of a cold start says about clocks. Only what was reported counts, nothing that was derived. */
export function clockWitness({ candidate, coldStart }: Found): Witness {
  const { marks, phases, disagreements } = coldStart;
  const events: RankedEvent[] = [];
  const add = (mark: Mark, moment: Moment | undefined): void => {
    const event = moment && eventOf(mark, moment);
    if (event) events.push(event);
  };
  for (const mark of MARK_NAMES) add(mark, marks[mark]);
  for (const { mark, kept, other } of disagreements) {
    // A process that began before its container contradicts it, but is no start of a container.
    if (kept === marks[mark] && other !== marks.process_started) add(mark, other);
  }
  const accepted = candidate.pod?.book.latest('accepted');
  if (accepted) events.push(dated('node', 'the kubelet accepting it', momentOf(accepted), ACCEPTED_RANK));
  for (const { phase, startS, resolutionS, source } of phases) {
    if (source !== 'traces') continue;
    const start = { atS: startS, resolutionS, source, metric: '', estimated: false };
    events.push(dated('pod', `the start of ${phase} in its spans`, start, 5));
  }
  return {
    pod: coldStart.pod,
    node: coldStart.node,
    events: withoutLeftovers(withoutLaterLife(events, candidate)),
    orders: sightings(candidate),
  };
}

function eventOf(mark: Mark, moment: Moment): RankedEvent | null {
  const rank = RANKS[mark];
  const clock = moment.source === 'kube-state-metrics' ? CLUSTER_CLOCKS[mark] : 'pod';
  if (moment.estimated || rank === undefined || clock === undefined) return null;
  const own = mark === 'process_started' && clock === 'pod';
  const resolutionS = own ? Math.max(moment.resolutionS, PROCESS_START_S) : moment.resolutionS;
  return dated(clock, `${mark} of ${moment.source}`, { ...moment, resolutionS }, rank);
}

/** kube-state-metrics cuts its times down to whole seconds: the true one is not earlier. */
function dated(
  clock: ClockName,
  what: string,
  { atS, resolutionS, source }: Moment,
  rank: number,
): RankedEvent {
  const earliestS = source === 'kube-state-metrics' ? atS : atS - resolutionS;
  return { clock, what, earliestS, latestS: atS + resolutionS, rank };
}

/**
 * A sample is taken after what it tells: the pod object that it speaks of was created, and the load that it tells the
 * start of had begun.
 */
function sightings({ load, pod }: Candidate): Order[] {
  const orders: Order[] = [];
  const created = pod?.book.latest('created');
  if (pod && created && pod.who.uid !== '' && pod.seenS.length > 0) {
    const before = dated('api-server', 'created of kube-state-metrics', momentOf(created), 0);
    orders.push({ before, after: sampled('the first sample of the pod', least(pod.seenS)) });
  }
  const start = load?.book.latest('in_progress_start');
  for (const [value, seenS] of load?.startSeenS ?? []) {
    if (!start) continue;
    const before = dated('pod', 'the start of its load', momentOf({ ...start, value }), 0);
    orders.push({ before, after: sampled('the first sample of that start', seenS) });
  }
  return orders;
}

function sampled(what: string, atS: number): ClockEvent {
  return { clock: 'prometheus', what, earliestS: atS, latestS: atS };
}

function least(timesS: readonly number[]): number {
  return timesS.reduce((min, atS) => Math.min(min, atS), Infinity);
}

/** A container that began after its load was seen is the next life of it. */
function withoutLaterLife(events: readonly RankedEvent[], { load }: Candidate): RankedEvent[] {
  const seenS = Math.max(-Infinity, ...(load?.startSeenS.values() ?? []));
  const later = (event: RankedEvent): boolean =>
    event.rank === RANKS.container_started && seenS > -Infinity && event.earliestS > seenS;
  return events.filter((event) => !later(event));
}

/** Without the start of the process, marks of its own may be left from a life before. Spans are of one life each. */
function withoutLeftovers(events: readonly RankedEvent[]): RankedEvent[] {
  const knowsLife = events.some(({ clock, rank }) => clock === 'pod' && rank === RANKS.process_started);
  return events.filter(({ clock, what }) => clock !== 'pod' || knowsLife || what.endsWith('spans'));
}
