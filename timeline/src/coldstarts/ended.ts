import type { Moment } from '../model.js';
import { momentOf } from '../marks/index.js';
import type { Sample } from '../read/index.js';
import type { Candidate } from './candidates.js';
import type { Life } from './life.js';
import type { Presence } from './presence.js';
import type { Question } from './question.js';

/** kube-state-metrics cuts its times down to whole seconds. */
const CUT_S = 1;

/** How the container ended, as kube-state-metrics has it. */
export interface Ended {
  readonly at: Moment;
  readonly reason: string;
}

/** The first end of the container since the cold start began; null while it lives, as far as known. */
export function endOf(
  { load, pod, container, beginsS, nextS }: Candidate,
  life: Life,
  seen: () => Presence,
  question: Question,
): Ended | null {
  if (!pod) return null;
  const { book } = pod;
  const fromS = load ? beginsS : (book.latest('created')?.value ?? -Infinity);
  const inThisLife = (sample: Sample | undefined): sample is Sample =>
    sample !== undefined && sample.value + CUT_S > fromS && sample.value < nextS;
  const now = book.latest('terminated_reason', container)?.label;
  const before = book.latest('last_terminated_reason', container)?.label;

  const ends: Ended[] = [];
  const last = book.latest('last_terminated', container);
  const completed = book.latest('completed');
  if (inThisLife(last)) ends.push({ at: momentOf(last), reason: before ?? now ?? '' });
  if (inThisLife(completed)) ends.push({ at: momentOf(completed), reason: now ?? before ?? '' });
  // Without own series nothing tells the lives of a container apart, and what runs again has not failed.
  const restartedS = load
    ? Infinity
    : Math.max(...book.values('container_started', container).map(({ value }) => value));
  const first = ends
    .filter(({ at }) => load !== null || !(restartedS > at.atS))
    .sort((a, b) => a.at.atS - b.at.atS)[0];
  if (first) return { ...first, reason: wordReason(first.reason) };

  const failed = book.latest('has_failed');
  const terminated = book.latest('terminated_reason', container);
  if (nextS !== Infinity || (failed?.value !== 1 && !terminated)) return null;
  const presence = seen();
  const mayBeOver = load !== null && life.restartedS === Infinity && presence.gone;
  const sign = failed?.value === 1 ? failed : mayBeOver ? terminated : undefined;
  if (!sign) return null;
  const at = momentOf({ ...sign, value: presence.lastSeenS ?? question.term('evaluatedS') }, true);
  return {
    at: { ...at, resolutionS: Math.max(at.resolutionS, presence.spacingS) },
    reason: wordReason(now ?? ''),
  };
}

function wordReason(reason: string): string {
  return reason === '' ? 'the pod failed' : `the container ended: ${reason}`;
}
