/** A bucket of a histogram: how many observations of a step were at most `bound`, which may be Infinity. */
export interface Bucket {
  readonly bound: number;
  readonly count: number;
}

/** A quantile, and the bucket that it lies in: no finer answer can be had from a histogram. `high` may be Infinity. */
export interface Quantile {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * A quantile of cumulative buckets, linear inside a bucket as Prometheus' `histogram_quantile`; null without
 * observations. What lies above the highest finite bound is given that bound. `buckets` ascend and end with Infinity.
 */
export function quantileOf(quantile: number, buckets: readonly Bucket[]): Quantile | null {
  const last = buckets.at(-1);
  if (!last || last.bound !== Infinity || !(last.count > 0)) return null;
  const rank = quantile * last.count;
  let lowerBound = 0;
  let lowerCount = 0;
  for (const { bound, count } of buckets) {
    // Buckets are read one after the other while they grow, so a higher one may be behind.
    const upperCount = Math.max(count, lowerCount);
    const within = (): number => {
      if (bound === Infinity) return lowerBound;
      if (upperCount === lowerCount) return bound;
      return lowerBound + ((bound - lowerBound) * (rank - lowerCount)) / (upperCount - lowerCount);
    };
    if (upperCount >= rank) {
      if (bound === Infinity && buckets.length === 1) return null;
      return { value: within(), low: lowerBound, high: bound };
    }
    lowerBound = bound;
    lowerCount = upperCount;
  }
  return null;
}
