import type { MetricKey } from '@coldstart/conventions';

/** How often something fell into each bucket; the count of one more than the bounds is of what lies above them all. */
export interface Distribution {
  readonly bounds: readonly number[];
  /** Not cumulative. */
  readonly counts: readonly number[];
  readonly sum: number;
}

/** One series at this moment; names and meanings are those of `METRICS`. */
export interface Observation {
  readonly metric: MetricKey;
  readonly value: number | Distribution;
  readonly attributes: Labels;
}

export type Labels = Readonly<Record<string, string | number>>;

/** How many Prometheus series an observation is: a histogram has its buckets, `+Inf`, a sum and a count. */
export function seriesOf({ value }: Observation): number {
  return typeof value === 'number' ? 1 : value.bounds.length + 3;
}
