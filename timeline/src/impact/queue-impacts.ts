import type { Timeline } from '../model.js';
import type { QueueImpact, Stretch } from './answer.js';
import { areaAbove } from './area.js';
import { baselineOf, FEWEST_SAMPLES, samplesIn } from './baseline.js';
import { belongs } from './belongs.js';
import { endedBy } from './ended-by.js';
import { wholeQueues, type DepthSample, type WholeQueue } from './queue-samples.js';
import { scaleUps, type ScaleUp } from './scale-ups.js';

/**
 * What each scale-up cost those who waited: per scale-up (cold starts of one model that overlap in time) and queue of
 * that model the request-seconds above what is usual, from when to when, the peak, and whose readiness ended it. A
 * front door and the engines behind it are two answers, as are two sources: the same requests wait in both, so they
 * are never to be summed. By begin of the scale-up.
 */
export function queueImpacts({ coldStarts, queues }: Pick<Timeline, 'coldStarts' | 'queues'>): QueueImpact[] {
  const ups = scaleUps(coldStarts);
  return ups.flatMap((scaleUp, index) => {
    const tracks = queues.filter((track) => scaleUp.coldStarts.some((one) => belongs(track, one)));
    const nextS = ups.slice(index + 1).find(({ key }) => key === scaleUp.key)?.startS;
    return wholeQueues(tracks).map((queue) => impactOf(scaleUp, queue, nextS ?? Infinity));
  });
}

/** `nextS`: when the next scale-up of the model begins, which this one ends before. */
function impactOf(scaleUp: ScaleUp, queue: WholeQueue, nextS: number): QueueImpact {
  const of = {
    namespace: scaleUp.namespace,
    model: scaleUp.model,
    coldStarts: scaleUp.coldStarts.map(({ id }) => id),
    kind: queue.kind,
    source: queue.source,
  };
  const found = baselineOf(queue, scaleUp.startS, scaleUp.endS);
  if (!found) {
    const why = `Fewer than ${FEWEST_SAMPLES} samples of the queue at its usual depth before it: what is usual is unknown.`;
    return { ...of, answer: 'unknown', why };
  }
  const { baseline, last } = found;
  const after = samplesIn(queue.depth, last.atS, nextS);
  const isBack = ({ requests }: DepthSample): boolean => requests <= baseline.grownAbove;
  const grewAt = after.findIndex((sample) => !isBack(sample));
  if (grewAt < 0 || (after[grewAt]?.atS ?? 0) > scaleUp.endS) return { ...of, answer: 'steady', baseline };

  // A single sample at the baseline may be chance; two in a row are not, nor is the last there is.
  const backAt = after.findIndex(
    (sample, i) => i > grewAt && isBack(sample) && isBack(after[i + 1] ?? sample),
  );
  const over = backAt >= 0;
  const grown = after.slice(Math.max(0, grewAt - 1), over ? backAt + 1 : undefined);
  const start = grown[0] ?? last;
  const endS = grown.at(-1)?.atS ?? start.atS;
  const peak = grown.reduce((most, sample) => (sample.requests > most.requests ? sample : most), start);
  return {
    ...of,
    answer: 'grew',
    baseline,
    startS: start.atS,
    resolutionS: (grown[1]?.atS ?? start.atS) - start.atS,
    endS,
    over,
    peak: { atS: peak.atS, requests: peak.requests },
    ...waited(grown, queue.reachS, baseline.requests),
    endedWaitedS: endedWaitedS(queue, start.atS, endS, baseline.waitS),
    worstP95S: worstP95S(queue, start.atS, endS),
    endedBy: over ? endedBy(scaleUp.coldStarts, grown, baseline.requests, queue.spacingS, endS) : [],
  };
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
