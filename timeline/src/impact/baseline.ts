import { weightedQuantile } from '../history/index.js';
import type { Baseline } from './answer.js';
import type { DepthSample, WholeQueue } from './queue-samples.js';

/** How far before a scale-up the usual depth is looked for. */
const LOOKBACK_S = 900;

/** Fewer samples than this are no baseline. */
export const FEWEST_SAMPLES = 3;

/** Deviations above the median that are still usual, of depths that vary normally; and the least that counts. */
const DEVIATIONS = 3;
const LEAST_REQUESTS = 1;

/** The median absolute deviation of a normal distribution, made its standard deviation. */
const MAD_TO_SIGMA = 1.4826;

const quantile = (q: number, values: readonly number[]): number =>
  weightedQuantile(
    q,
    values.map((value) => ({ value, weight: 1 })),
  );

/**
 * Where a queue stood before a scale-up, and the last sample there. The queue grows before the pods are made, often for
 * a large part of what can be looked back on, so the end of the usual is found by the lower quartile first: the last
 * sample near it, before the scale-up or, if the queue had not grown by then, in it. The baseline is the median of what
 * comes before that. Null where that is fewer than three samples.
 */
export function baselineOf(
  queue: WholeQueue,
  startS: number,
  untilS: number,
): { readonly baseline: Baseline; readonly last: DepthSample } | null {
  const before = samplesIn(queue.depth, startS - LOOKBACK_S, startS);
  if (before.length < FEWEST_SAMPLES) return null;
  const low = quantile(
    0.25,
    before.map(({ requests }) => requests),
  );
  const near = low + Math.max(LEAST_REQUESTS, low / 2);
  const usual = (sample: DepthSample): boolean => sample.requests <= near;
  const lastBefore = before.findLast(usual);
  if (!lastBefore) return null;
  // It still stood there when the first pod was made: it may grow later.
  const growsLater = lastBefore === before.at(-1);
  const after = growsLater ? samplesIn(queue.depth, lastBefore.atS, untilS) : [];
  const grown = after.findIndex((sample) => !usual(sample));
  const last = (grown > 0 ? after[grown - 1] : undefined) ?? lastBefore;

  const stretch = samplesIn(queue.depth, last.atS - LOOKBACK_S, last.atS).filter(usual);
  const [first] = stretch;
  if (!first || stretch.length < FEWEST_SAMPLES) return null;
  const depths = stretch.map(({ requests }) => requests);
  const requests = quantile(0.5, depths);
  const sigma =
    MAD_TO_SIGMA *
    quantile(
      0.5,
      depths.map((depth) => Math.abs(depth - requests)),
    );
  const from = { startS: first.atS, endS: last.atS };
  return {
    baseline: {
      requests,
      waitS: usualWaitS(queue, from.startS, from.endS),
      grownAbove: requests + Math.max(LEAST_REQUESTS, DEVIATIONS * sigma),
      from,
    },
    last,
  };
}

function usualWaitS({ waits }: WholeQueue, fromS: number, toS: number): number | null {
  const means = waits
    .filter(({ atS, requests }) => atS > fromS && atS <= toS && requests > 0)
    .map(({ requests, waitedS }) => waitedS / requests);
  return means.length > 0 ? quantile(0.5, means) : null;
}

export function samplesIn(depth: readonly DepthSample[], fromS: number, toS: number): DepthSample[] {
  return depth.filter(({ atS }) => atS >= fromS && atS <= toS);
}
