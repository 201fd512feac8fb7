import type { QueueTrack } from '../model.js';
import { quantileOf, type Bucket } from './quantile.js';

const P95 = 0.95;

/** Cumulative counts by time, then by upper bound. */
export type BucketCounts = ReadonlyMap<number, ReadonlyMap<number, number>>;

/**
 * The 95th percentile of the waits that ended in each step: of what every bucket grew by since the step before. After
 * a restart of the reporter the counters begin anew, and what they hold is what they grew by. A step in which nothing
 * ended has no point. Where the reporter itself was seen before its histogram, the first sample counts from nothing: an
 * instrument shows no series until its first observation.
 */
export function waitP95(counts: BucketCounts, reporterSeenS: readonly number[]): QueueTrack['waitP95'] {
  const timesS = [...counts.keys()].sort((a, b) => a - b);
  const points: QueueTrack['waitP95'][number][] = [];
  const bornInView = reporterSeenS.some((seenS) => seenS < (timesS[0] ?? -Infinity));
  let before: ReadonlyMap<number, number> | null = null;
  for (const atS of timesS) {
    const now = counts.get(atS) ?? new Map<number, number>();
    if (before || bornInView) {
      const quantile = quantileOf(P95, increases(before, now));
      if (quantile) {
        points.push({ atS, seconds: quantile.value, lowS: quantile.low, highS: quantile.high });
      }
    }
    before = now;
  }
  return points;
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
