import type { RequestRecord } from './gateway.js';

export interface QueueFigures {
  /** 95th percentile of the wait of requests that arrived before the jump; `null` where there were none. Seconds. */
  readonly p95_before_s: number | null;
  /** … from the jump until the last new pod was ready. */
  readonly p95_during_s: number | null;
  /** … after that. */
  readonly p95_after_s: number | null;
  readonly max_depth: number;
  readonly requests: number;
  readonly failed: number;
}

/** Measured by the gateway. `allReadyS` is `null` where not every new pod got ready. Unix seconds. */
export function queueFigures(
  records: readonly RequestRecord[],
  maxDepth: number,
  spikeS: number | null,
  allReadyS: number | null,
): QueueFigures {
  const jumpS = spikeS ?? Infinity;
  const calmS = allReadyS ?? Infinity;
  const p95 = (fromS: number, toS: number): number | null =>
    percentile95(
      records
        .filter((each) => each.arrivedS >= fromS && each.arrivedS < toS)
        .flatMap((each) => (each.waitS === null ? [] : [each.waitS])),
    );
  return {
    p95_before_s: p95(-Infinity, jumpS),
    p95_during_s: p95(jumpS, calmS),
    p95_after_s: p95(calmS, Infinity),
    max_depth: maxDepth,
    requests: records.length,
    failed: records.filter((each) => each.failed).length,
  };
}

/** Nearest rank. */
function percentile95(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? null;
}
