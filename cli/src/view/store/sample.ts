/** One value of one series. */
export interface Sample {
  /** Prometheus name. */
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Unix milliseconds. */
  readonly timeMs: number;
  readonly value: number;
}
