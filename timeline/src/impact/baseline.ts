import { weightedQuantile } from '../history/index.js';
import type { Baseline } from './answer.js';
import type { DepthSample, WholeQueue } from './queue-samples.js';

/** How far before a scale-up the usual depth is looked for, and how far for one that was lower. */
const LOOKBACK_S = 900;
const LONG_LOOKBACK_S = 3600;

/** Fewer samples than this are no baseline; where a queue stood for as many in a row, it stood there. */
const FEWEST_SAMPLES = 3;

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

export interface Usual {
  readonly baseline: Baseline;
  /** The last sample of its stretch. */
  readonly last: DepthSample;
  /** The greatest depth in the stretch. */
  readonly most: number;
}

const TOO_FEW = `Fewer than ${FEWEST_SAMPLES} samples of the queue at its usual depth before it: what is usual is unknown.`;
const UP_ALREADY =
  'The queue had been up for most of the 15 min before it, or had stood lower in the hour before: what is usual is unknown.';

/**
 * Where a queue stood before a scale-up, or in words why nobody can say. The queue grows before the pods are made, often
 * for a large part of what can be looked back on, so the end of the usual is found by the lower quartile first: the last
 * two samples in a row near it, before the scale-up or, if the queue had not grown by then, in it. The baseline is the
 * median of all that comes before that, with its swings: they are usual too. Where that is mostly high, or the lower
 * quartile is nearer to the peak than to what the queue stood at in the hour before, it was up already.
 */
export function baselineOf(queue: WholeQueue, startS: number, untilS: number): Usual | string {
  const before = samplesIn(queue.depth, startS - LOOKBACK_S, startS);
  if (before.length < FEWEST_SAMPLES) return TOO_FEW;
  const low = quantile(
    0.25,
    before.map(({ requests }) => requests),
  );
  const near = nearTo(low);
  if (stoodLower(samplesIn(queue.depth, startS - LONG_LOOKBACK_S, untilS), startS, low)) return UP_ALREADY;

  const last = endOfUsual(queue, before, near, untilS);
  if (!last) return TOO_FEW;
  const stretch = samplesIn(queue.depth, last.atS - LOOKBACK_S, last.atS);
  const [first] = stretch;
  if (!first || stretch.length < FEWEST_SAMPLES) return TOO_FEW;
  const depths = stretch.map(({ requests }) => requests);
  const requests = quantile(0.5, depths);
  if (requests > near) return UP_ALREADY;
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
    most: Math.max(...depths),
  };
}

function nearTo(requests: number): number {
  return requests + Math.max(LEAST_REQUESTS, requests / 2);
}

/** Whether the queue stood clearly lower before `startS` for some samples in a row. */
function stoodLower(samples: readonly DepthSample[], startS: number, low: number): boolean {
  let lowest = Infinity;
  let most = -Infinity;
  for (const [i, { atS, requests }] of samples.entries()) {
    most = Math.max(most, requests);
    const row = samples.slice(Math.max(0, i + 1 - FEWEST_SAMPLES), i + 1);
    if (atS > startS || row.length < FEWEST_SAMPLES) continue;
    lowest = Math.min(lowest, Math.max(...row.map((sample) => sample.requests)));
  }
  return low > nearTo(lowest) && low - lowest > most - low;
}

/** One sample near the usual may be chance while a queue grows; of one that swings nothing else can be had. */
function endOfUsual(
  { depth }: WholeQueue,
  before: readonly DepthSample[],
  near: number,
  untilS: number,
): DepthSample | undefined {
  const usual = (sample: DepthSample): boolean => sample.requests <= near;
  const inRow = before.findLastIndex((sample, i) => usual(sample) && usual(before[i - 1] ?? sample));
  const lastBefore = inRow + 1 >= FEWEST_SAMPLES ? before[inRow] : before.findLast(usual);
  // It still stood there when the first pod was made: it may grow later.
  if (!lastBefore || lastBefore !== before.at(-1)) return lastBefore;
  const after = samplesIn(depth, lastBefore.atS, untilS);
  const grown = after.findIndex((sample) => !usual(sample));
  return (grown > 0 ? after[grown - 1] : undefined) ?? lastBefore;
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
