import type { LoadFacts } from '../read/index.js';

/** A process reads its own start from the system, its phases from its clock: so much may lie between. */
const OWN_SLACK_S = 1;

/**
 * The moment before which nothing belongs to this life of the container, Unix seconds. Series outlive a restart in the
 * range of a query: where the attempt is not told apart, what is older than the process is left from the life before.
 */
export function lifeBeginsS({ book }: LoadFacts): number {
  const startedS = book.latest('mark', 'process_started')?.value;
  return startedS === undefined ? -Infinity : startedS - OWN_SLACK_S;
}

/**
 * When a model load began: the earliest moment that it reports itself, Unix seconds; NaN where it reports none.
 * `previousS` is the begin of the attempt before it: a second attempt in one process repeats the start of the process.
 */
export function loadBeginsS(load: LoadFacts, previousS: number): number {
  const { book } = load;
  const completedS = book.latest('completed')?.value;
  const durationS = book.latest('duration')?.value;
  const moments = [
    book.latest('mark', 'process_started')?.value,
    book.latest('in_progress_start')?.value,
    book.latest('span_start')?.value,
    completedS !== undefined && durationS !== undefined ? completedS - durationS : undefined,
    ...book.scopes('phase_start').map((phase) => book.latest('phase_start', phase)?.value),
  ].filter((atS) => atS !== undefined);
  const lifeS = lifeBeginsS(load);
  const own = moments.filter((atS) => atS > 0 && atS > previousS && atS >= lifeS);
  return own.length > 0 ? Math.min(...own) : Number.NaN;
}
