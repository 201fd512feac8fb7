import type { QueueTrack } from '../model.js';
import { quantileOf, type Bucket } from './quantile.js';

const P95 = 0.95;

/** Cumulative counts by time, then by part of the queue, then by upper bound. */
export type BucketCounts = Map<number, Map<string, Map<number, number>>>;

/** What the buckets of a step grew by since the step before, ascending. */
export interface StepIncrease {
  readonly atS: number;
  readonly buckets: readonly Bucket[];
}

/**
 * What every bucket grew by in each step, summed over the parts. After a restart of the reporter the counters begin
 * anew, and what they hold is what they grew by. Where the reporter itself was seen before its histogram (`seenS`), the
 * first sample counts from nothing: an instrument shows no series until its first observation. Else it says nothing.
 */
export function bucketIncreases(counts: BucketCounts, seenS: number): StepIncrease[] {
  const ascending = [...counts].sort((a, b) => a[0] - b[0]);
  const [firstS = Infinity] = ascending[0] ?? [];
  const before = new Map<string, ReadonlyMap<number, number>>();
  const steps: StepIncrease[] = [];
  for (const [atS, parts] of ascending) {
    const grown = new Map<number, number>();
    for (const [part, now] of parts) {
      const last = before.get(part);
      before.set(part, now);
      // A part that comes later than the first is born in view.
      if (!last && atS === firstS && seenS >= firstS) continue;
      for (const { bound, count } of increases(last ?? null, now)) {
        grown.set(bound, (grown.get(bound) ?? 0) + count);
      }
    }
    const buckets = [...grown].map(([bound, count]) => ({ bound, count })).sort((a, b) => a.bound - b.bound);
    if (buckets.length > 0) steps.push({ atS, buckets });
  }
  return steps;
}

/** The 95th percentile of the waits that ended in each step. A step in which nothing ended has no point. */
export function waitP95(steps: readonly StepIncrease[]): QueueTrack['waitP95'] {
  return steps.flatMap(({ atS, buckets }) => {
    const quantile = quantileOf(P95, buckets);
    return quantile ? [{ atS, seconds: quantile.value, lowS: quantile.low, highS: quantile.high }] : [];
  });
}

/** What each bucket grew by; `before` null is before its birth. A bucket that was not read before says nothing. */
function increases(before: ReadonlyMap<number, number> | null, now: ReadonlyMap<number, number>): Bucket[] {
  const bounds = [...now.keys()].filter((bound) => !before || before.has(bound)).sort((a, b) => a - b);
  const restarted = bounds.some((bound) => (now.get(bound) ?? 0) < (before?.get(bound) ?? 0));
  return bounds.map((bound) => ({
    bound,
    count: (now.get(bound) ?? 0) - (restarted ? 0 : (before?.get(bound) ?? 0)),
  }));
}
