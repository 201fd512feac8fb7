import type { Timeline } from '../model.js';
import type { QueueImpact, Stretch } from './answer.js';
import { areaAbove } from './area.js';
import { baselineOf, samplesIn, type Usual } from './baseline.js';
import { frontedBy } from './belongs.js';
import { endedBy } from './ended-by.js';
import { growthIn } from './growth.js';
import { wholeQueues, type DepthSample, type WholeQueue } from './queue-samples.js';
import { scaleUps, type ScaleUp } from './scale-ups.js';

/** What earlier scale-ups of a model leave to the next, of one queue. */
interface Left {
  /** Until here the queue is theirs, Unix seconds. */
  readonly fromS: number;
  /** What was usual before it grew, where it had not come back by then. */
  readonly grownFrom: Usual | null;
}

/**
 * What each scale-up cost those who waited: per scale-up (cold starts of one model that overlap in time) and queue of
 * that model the request-seconds above what is usual, from when to when, the peak, and whose readiness ended it. A
 * stretch of a queue belongs to one scale-up of a model: where the queue is not back when the first pod of the next is
 * created, the next takes over at the last sample before that, with the same baseline. So the figures of one queue of a
 * model may be summed. Those of several may not: a front door and the engines behind it, and two sources, are answers of
 * their own in which the same requests wait. By begin of the scale-up.
 */
export function queueImpacts({ coldStarts, queues }: Pick<Timeline, 'coldStarts' | 'queues'>): QueueImpact[] {
  const ups = scaleUps(coldStarts);
  const left = new Map<string, Left>();
  const fronted = queues.map((track) => ({
    track,
    coldStarts: new Set(frontedBy(track, coldStarts).coldStarts),
  }));
  return ups.flatMap((scaleUp, index) => {
    const tracks = fronted
      .filter(({ coldStarts: its }) => scaleUp.coldStarts.some((one) => its.has(one)))
      .map(({ track }) => track);
    const nextS = ups.slice(index + 1).find(({ key }) => key === scaleUp.key)?.startS;
    return wholeQueues(tracks).map((queue) => {
      const key = JSON.stringify([scaleUp.key, queue.kind, queue.source]);
      const { impact, usual } = impactOf(scaleUp, queue, nextS ?? Infinity, left.get(key));
      if (impact.answer === 'grew') {
        // Where the samples ended long before, nobody knows whether it came back.
        const lost = !impact.over && nextS !== undefined && nextS - impact.endS > queue.reachS;
        left.set(key, {
          fromS: lost ? nextS : impact.endS,
          grownFrom: impact.over || lost ? null : usual,
        });
      }
      return impact;
    });
  });
}

/** `nextS`: when the next scale-up of the model begins, which this one ends before. */
function impactOf(
  scaleUp: ScaleUp,
  queue: WholeQueue,
  nextS: number,
  left: Left | undefined,
): { readonly impact: QueueImpact; readonly usual: Usual | null } {
  const of = {
    namespace: scaleUp.namespace,
    model: scaleUp.model,
    coldStarts: scaleUp.coldStarts.map(({ id }) => id),
    kind: queue.kind,
    source: queue.source,
  };
  const usual = left?.grownFrom ?? baselineOf(queue, scaleUp.startS, scaleUp.endS);
  if (typeof usual === 'string') return { impact: { ...of, answer: 'unknown', why: usual }, usual: null };
  const takesOver = usual === left?.grownFrom;
  const { baseline, last } = usual;
  const after = samplesIn(queue.depth, Math.max(last.atS, left?.fromS ?? -Infinity), nextS);
  const isBack = ({ requests }: DepthSample): boolean => requests <= baseline.grownAbove;
  const grewAt = takesOver ? 0 : growthIn(after, usual);
  if (grewAt < 0 || (after[grewAt]?.atS ?? 0) > scaleUp.endS) {
    return { impact: { ...of, answer: 'steady', baseline }, usual };
  }

  // A single sample at the baseline may be chance; two in a row are not, nor is the last there is.
  const backAt = after.findIndex(
    (sample, i) => i > grewAt && isBack(sample) && isBack(after[i + 1] ?? sample),
  );
  const over = backAt >= 0;
  const grown = after.slice(Math.max(0, grewAt - 1), over ? backAt + 1 : undefined);
  const start = grown[0] ?? last;
  const endS = grown.at(-1)?.atS ?? start.atS;
  const peak = grown.reduce((most, sample) => (sample.requests > most.requests ? sample : most), start);
  const impact: QueueImpact = {
    ...of,
    answer: 'grew',
    baseline,
    takesOver,
    startS: start.atS,
    resolutionS: takesOver ? 0 : (grown[1]?.atS ?? start.atS) - start.atS,
    endS,
    over,
    peak: { atS: peak.atS, requests: peak.requests },
    ...waited(grown, queue.reachS, baseline.requests),
    endedWaitedS: endedWaitedS(queue, start.atS, endS, baseline.waitS),
    worstP95S: worstP95S(queue, start.atS, endS),
    endedBy: over ? endedBy(scaleUp.coldStarts, grown, baseline.requests, queue.spacingS, endS) : [],
  };
  return { impact, usual };
}

function waited(grown: readonly DepthSample[], reachS: number, level: number) {
  const unknown: Stretch[] = [];
  let [waitedS, waitedLowS, waitedHighS, unknownS] = [0, 0, 0, 0];
  for (let i = 1; i < grown.length; i++) {
    const from = grown[i - 1];
    const to = grown[i];
    if (!from || !to) continue;
    if (to.atS - from.atS > reachS) {
      unknown.push({ startS: from.atS, endS: to.atS });
      unknownS += to.atS - from.atS;
      continue;
    }
    const { straight, least, most } = areaAbove(level, from, to);
    waitedS += straight;
    waitedLowS += least;
    waitedHighS += most;
  }
  return { waitedS, waitedLowS, waitedHighS, unknown, unknownS };
}

/** A queue without a usual wait had none that ended, so all of each wait is above it. */
function endedWaitedS(queue: WholeQueue, startS: number, endS: number, usualS: number | null): number | null {
  const ended = queue.waits.filter(({ atS }) => atS > startS && atS <= endS);
  if (ended.length === 0) return null;
  const sum = ended.reduce((so, { requests, waitedS }) => so + waitedS - (usualS ?? 0) * requests, 0);
  return Math.max(0, sum);
}

function worstP95S({ waitP95 }: WholeQueue, startS: number, endS: number): number | null {
  const inside = waitP95.filter(({ atS }) => atS > startS && atS <= endS).map(({ seconds }) => seconds);
  return inside.length > 0 ? Math.max(...inside) : null;
}
