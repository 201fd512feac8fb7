import type { ColdStart, PhaseSpan, ReportedDuration } from '../model.js';
import type { EngineFacts, EngineFigure } from './figures.js';

/** What of a cold start the figures of its server are held against. */
export type Seen = Pick<
  ColdStart,
  'container' | 'model' | 'phases' | 'marks' | 'startS' | 'endS' | 'outcome' | 'resolutionS'
>;

/** The stopwatch of a server starts and stops a few lines of code away from where the phase begins and ends. */
const STOPWATCH_SLACK_S = 1;

/**
 * The figures of a server that speak of this cold start, each beside what the timeline has. A figure that the timeline
 * has not seen, or not to its end, has nothing to be held against. `otherModels`: other models load in the same
 * container, so that only a figure which names this one or none is of it.
 */
export function reportedDurations(
  facts: EngineFacts | null,
  seen: Seen,
  otherModels: boolean,
): ReportedDuration[] {
  return (facts?.figures ?? [])
    .filter((figure) => isOf(figure, seen, otherModels))
    .map((figure) => {
      const beside = besideOf(figure, seen);
      const { phase, what, model, seconds, extent, source, metric, resolutionS } = figure;
      return {
        phase,
        what,
        model,
        seconds,
        extent,
        source,
        metric,
        resolutionS,
        seenS: beside?.seconds ?? null,
        contradicted: beside !== null && contradicts(figure, beside, wholeOf(seen)),
      };
    });
}

function isOf({ container, model, loadsWhereTold }: EngineFigure, seen: Seen, otherModels: boolean): boolean {
  if (container && seen.container && container !== seen.container) return false;
  if (!loadsWhereTold && otherModels) return false;
  return !otherModels || model === '' || model === seen.model;
}

interface Measured {
  readonly seconds: number;
  readonly resolutionS: number;
}

function besideOf({ phase, loadsWhereTold }: EngineFigure, seen: Seen): Measured | null {
  // A replica may begin long after its pod.
  if (!loadsWhereTold) return null;
  if (phase === null) return wholeOf(seen);
  const spans = seen.phases.filter((span) => span.phase === phase && span.state === 'ok');
  const [first] = spans;
  return first ? { seconds: lengthOf(spans), resolutionS: first.resolutionS } : null;
}

function lengthOf(spans: readonly PhaseSpan[]): number {
  return Math.max(...spans.map(({ endS }) => endS)) - Math.min(...spans.map(({ startS }) => startS));
}

/** From the process, or the container, to ready. */
function wholeOf({ marks, endS, outcome, resolutionS }: Seen): Measured | null {
  const begin = marks.process_started ?? marks.container_started;
  if (!begin || outcome.kind !== 'ready' || endS < begin.atS) return null;
  return { seconds: endS - begin.atS, resolutionS: resolutionS + begin.resolutionS };
}

/** By more than the resolutions and the slack of a stopwatch explain. */
function contradicts(figure: EngineFigure, beside: Measured, whole: Measured | null): boolean {
  const slackS = STOPWATCH_SLACK_S + figure.resolutionS;
  const tooLong = (limit: Measured): boolean => figure.seconds > limit.seconds + limit.resolutionS + slackS;
  const tooShort = figure.seconds < beside.seconds - beside.resolutionS - slackS;
  switch (figure.extent) {
    case 'same':
      return tooLong(beside) || tooShort;
    case 'within':
      return tooLong(beside);
    case 'includes':
      return tooShort || (whole !== null && tooLong(whole));
  }
}
