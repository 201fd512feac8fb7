import { isPhase, PHASES, type Mark } from '@coldstart/conventions';
import type { ColdStartOutcome, Moment } from '../model.js';
import { deathIn, type LoadFacts } from '../read/index.js';
import type { Candidate } from './candidates.js';
import { endOf } from './ended.js';
import type { Life } from './life.js';
import { lifeBeginsS } from './load-begin.js';
import { presenceOf } from './presence.js';
import type { Question } from './question.js';
import { deathWords } from './reasons.js';

type Marks = Readonly<Partial<Record<Mark, Moment>>>;

export interface Concluded {
  readonly outcome: ColdStartOutcome;
  readonly endS: number;
  readonly endResolutionS: number;
  /** While it goes on: distance of the samples that tell whether it is there; 0 where none do. */
  readonly spacingS: number;
}

/** How the cold start went, and when it was over; the evaluation time while it goes on. */
export function conclude(candidate: Candidate, life: Life, marks: Marks, question: Question): Concluded {
  const { load, pod, nextS } = candidate;
  const seen = once(() => presenceOf([load, pod], question));
  const ownSeen = once(() => presenceOf([load], question));
  const ended = endOf(candidate, life, load ? ownSeen : seen, question);

  const ready = readyAt(candidate, marks, () => seen().gone);
  if (marks.failed && !(marks.model_ready && marks.model_ready.atS <= marks.failed.atS)) {
    return failedAt(marks.failed, ownReason(load) + (ended ? `; ${ended.reason}` : ''));
  }
  const failed = marks.failed ? { at: marks.failed, reason: ownReason(load) } : ended;
  if (ready && (!failed || ready.at.atS <= failed.at.atS + failed.at.resolutionS)) {
    return { outcome: ready, endS: ready.at.atS, endResolutionS: ready.at.resolutionS, spacingS: 0 };
  }
  if (failed) return failedAt(failed.at, failed.reason);

  const [presence, ownPresence] = [seen(), ownSeen()];
  // A later life of the container shows that this one is over, whether or not its series are still there.
  const nextLifeS = Math.min(nextS, life.restartedS);
  if (nextLifeS < Infinity && (nextS < Infinity || ownPresence.gone)) {
    return lostAt(Math.min(ownPresence.lastSeenS ?? nextLifeS, nextLifeS), ownPresence.spacingS);
  }
  if (presence.gone && presence.lastSeenS !== null) return lostAt(presence.lastSeenS, presence.spacingS);
  return {
    outcome: { kind: 'loading' },
    endS: question.term('evaluatedS'),
    endResolutionS: 0,
    spacingS: presence.spacingS,
  };
}

/** What depends on the time of evaluation is looked for only where it matters, as it has to be looked for again. */
function once<Value>(find: () => Value): () => Value {
  let found: { readonly value: Value } | null = null;
  return () => (found ??= { value: find() }).value;
}

function failedAt(at: Moment, reason: string): Concluded {
  return {
    outcome: { kind: 'failed', at, reason },
    endS: at.atS,
    endResolutionS: at.resolutionS,
    spacingS: 0,
  };
}

function lostAt(lastSeenS: number, resolutionS: number): Concluded {
  return { outcome: { kind: 'lost', lastSeenS }, endS: lastSeenS, endResolutionS: resolutionS, spacingS: 0 };
}

/**
 * Ready to serve: the pod is Ready and the model is loaded, as far as either is known. A pod may be Ready long before
 * its model where no readiness probe waits for it.
 */
function readyAt(
  { load, pod, nextS }: Candidate,
  { pod_ready: podReady, model_ready: modelReady, first_request: firstRequest }: Marks,
  gone: () => boolean,
): Extract<ColdStartOutcome, { kind: 'ready' }> | null {
  if (podReady && modelReady) {
    const modelIsLater = modelReady.atS > podReady.atS + podReady.resolutionS + modelReady.resolutionS;
    return modelIsLater
      ? { kind: 'ready', at: modelReady, by: 'model_ready' }
      : { kind: 'ready', at: podReady, by: 'pod_ready' };
  }
  if (podReady) return load && stillLoads(load) ? null : { kind: 'ready', at: podReady, by: 'pod_ready' };
  if (!modelReady) return null;
  const waitsForPod = pod && nextS === Infinity && pod.book.latest('is_ready')?.value !== 1;
  if (waitsForPod && !(firstRequest && gone())) return null;
  return { kind: 'ready', at: modelReady, by: 'model_ready' };
}

function stillLoads(load: LoadFacts): boolean {
  const { book } = load;
  if ((book.latest('in_progress_start')?.value ?? 0) > 0) return true;
  const lifeS = lifeBeginsS(load);
  return book.scopes('phase_start').some((phase) => {
    const end = book.latest('phase_end', phase);
    return (book.latest('phase_start', phase)?.value ?? 0) >= lifeS && (!end || end.value < lifeS);
  });
}

/** The failed phase that began last says most precisely where, else what the next attempt found. */
function ownReason(load: LoadFacts | null): string {
  const death = load ? deathIn(load) : null;
  if (death) {
    const { phase, reason } = death;
    return `the process died${isPhase(phase) ? ` in ${PHASES[phase].title}` : ''}: ${deathWords(reason)}`;
  }
  const book = load?.book;
  let where = '';
  let latestS = -Infinity;
  for (const phase of book?.scopes('phase_end') ?? []) {
    const startS = book?.latest('phase_start', phase)?.value ?? -Infinity;
    if (book?.latest('phase_end', phase)?.label !== 'failed' || startS < latestS || !isPhase(phase)) continue;
    latestS = startS;
    where = ` in ${PHASES[phase].title}`;
  }
  return `the model load failed${where}`;
}
