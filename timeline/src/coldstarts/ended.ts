import type { Moment } from '../model.js';
import { momentOf } from '../marks/index.js';
import { labelsThatHold, type Sample } from '../read/index.js';
import type { Candidate } from './candidates.js';
import type { Life } from './life.js';
import type { Presence } from './presence.js';
import type { Question } from './question.js';
import { podEndWords, waitWords } from './reasons.js';

/** kube-state-metrics cuts its times down to whole seconds. */
const CUT_S = 1;

const CRASH_LOOP = 'CrashLoopBackOff';

/** How the container ended, as kube-state-metrics has it. */
export interface Ended {
  readonly at: Moment;
  readonly reason: string;
}

/**
 * The first end of the container since the cold start began; null while it lives, as far as known. `seen`: of the
 * own series where there are any, for the pod outlives its containers.
 */
export function endOf(
  candidate: Candidate,
  life: Life,
  seen: () => Presence,
  question: Question,
): Ended | null {
  const { pod } = candidate;
  if (!pod) return null;
  const dated = datedEnd(candidate);
  if (dated) return { ...dated, reason: inWords(candidate, dated.reason) };
  return undatedEnd(candidate, life, seen, question);
}

/** The first end with a time of its own. */
function datedEnd(candidate: Candidate): Ended | null {
  const { pod, container, nextS, nextFollows } = candidate;
  if (!pod) return null;
  const { book } = pod;
  const inThisLife = (sample: Sample | undefined): sample is Sample =>
    sample !== undefined && isInLife(candidate, sample.value);
  const now = book.latest('terminated_reason', container)?.label;
  const before = book.latest('last_terminated_reason', container)?.label;

  const ends: Ended[] = [];
  const terminated = book.values('last_terminated', container);
  const latest = book.latest('last_terminated', container);
  for (const sample of terminated.filter(inThisLife)) {
    // Of lives that nobody has seen, the last one's end is told; it says nothing of those before.
    if (sample.value === latest?.value && !nextFollows && nextS < Infinity) continue;
    const reason = sample.value === latest?.value ? (before ?? now ?? '') : '';
    ends.push({ at: momentOf(sample), reason });
  }
  // The latest end of all containers: a sidecar that is done says nothing of this one.
  const ofThis = now !== undefined || book.scopes('terminated_reason').length === 0;
  const completed = ofThis ? book.latest('completed') : undefined;
  if (inThisLife(completed)) ends.push({ at: momentOf(completed), reason: now ?? before ?? '' });
  return ends.sort((a, b) => a.at.atS - b.at.atS)[0] ?? null;
}

/**
 * Whether an end in whole seconds is one of this life. Own series begin within a second. By kube-state-metrics alone an
 * end in the second of a start is that of the life before where Kubernetes starts a container at once, which it does
 * the first time; later it waits for 10 s and more.
 */
function isInLife({ load, pod, attempt, beginsS, nextS }: Candidate, endS: number): boolean {
  if (load) return endS + CUT_S > beginsS && endS < nextS;
  if (Number.isNaN(beginsS)) {
    const createdS = pod?.book.latest('created')?.value ?? -Infinity;
    return endS + CUT_S > createdS && endS <= nextS;
  }
  const begun = attempt === 2 ? endS > beginsS : endS >= beginsS;
  return begun && endS <= nextS;
}

/** Ends that something shows without a time: the next life, a pod that failed, that waits to be restarted, is deleted. */
function undatedEnd(
  { load, pod, container, beginsS, nextS }: Candidate,
  life: Life,
  seen: () => Presence,
  question: Question,
): Ended | null {
  if (!pod) return null;
  const { book } = pod;
  if (nextS < Infinity) {
    const next = book.values('container_started', container).find(({ value }) => value === nextS);
    if (load || !next) return null;
    const since = life.containerStarted ?? book.latest('accepted') ?? book.latest('created');
    const at = { ...momentOf(next, true), resolutionS: Math.max(0, nextS - (since?.value ?? nextS)) + CUT_S };
    return { at, reason: 'the container ended and was started again' };
  }
  const around = (sample: Sample, atS: number, spacingS = seen().spacingS): Moment => {
    const at = momentOf({ ...sample, value: atS }, true);
    return { ...at, resolutionS: Math.max(at.resolutionS, spacingS) };
  };
  const ended = book.latest('terminated_reason', container);
  const failed = book.latest('has_failed');
  const mayBeOver = ended && load !== null && life.restartedS === Infinity && seen().gone;
  const sign = failed?.value === 1 ? failed : mayBeOver ? ended : undefined;
  if (sign) {
    const cause = podCause(pod);
    const reason = cause || (ended?.label ? `the container ended: ${ended.label}` : 'the pod failed');
    return { at: around(sign, seen().lastSeenS ?? question.term('evaluatedS')), reason };
  }
  // A crash that kube-state-metrics has dated is none of this life, else that date had told it.
  const crashed = book.latest('last_terminated', container)
    ? null
    : firstCrashLoopS(pod, container, () => beginsS + CUT_S + seen().spacingS);
  const started = life.containerStarted;
  if (crashed !== null && started) {
    const why = book.latest('last_terminated_reason', container)?.label;
    const at = around(started, crashed.atS, crashed.atS - started.value);
    return { at, reason: why ? `the container ended: ${why}` : waitWords(CRASH_LOOP) };
  }
  const deletion = book.latest('deletion_due');
  if (!deletion) return null;
  const presence = seen();
  if (!presence.gone && deletion.value > question.term('evaluatedS')) return null;
  const goneS = Math.min(deletion.value, presence.gone ? (presence.lastSeenS ?? Infinity) : Infinity);
  const cause = podCause(pod);
  return {
    at: around(deletion, goneS),
    reason: cause || 'the pod was deleted before it was ready',
  };
}

function inWords({ pod, nextS }: Candidate, reason: string): string {
  const cause = pod && nextS === Infinity ? podCause(pod) : '';
  const container = reason === '' ? '' : `the container ended: ${reason}`;
  return [cause, container].filter((part) => part !== '').join('; ') || 'the pod failed';
}

/** Why the pod as a whole was ended; empty where nobody says. */
function podCause(pod: NonNullable<Candidate['pod']>): string {
  const reasons = [...labelsThatHold(pod, 'status_reason'), ...labelsThatHold(pod, 'disruption_reason')];
  return [...new Set(reasons.map(podEndWords))].join('; ');
}

/**
 * When the container was first seen to wait for its next start, in this life. A step shows what was up to one spacing
 * before it, so what stands at the start of a life is left from the life before. `afterS`: NaN for all there is.
 */
function firstCrashLoopS(
  pod: NonNullable<Candidate['pod']>,
  container: string,
  afterS: () => number,
): { readonly atS: number } | null {
  const timesS = [...pod.states.values()]
    .filter(
      ({ state, container: of, reason }) => state === 'waiting' && of === container && reason === CRASH_LOOP,
    )
    .flatMap(({ timesS: all }) => all);
  if (timesS.length === 0) return null;
  const fromS = afterS();
  const inLife = timesS.filter((timeS) => Number.isNaN(fromS) || timeS > fromS);
  return inLife.length === 0 ? null : { atS: Math.min(...inLife) };
}
