/** One time series. `timesS` is Unix seconds, ascending or not; `values[i]` belongs to `timesS[i]`; NaN is no value. */
export interface Series {
  /** Prometheus name, e.g. `kube_pod_created`. */
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly timesS: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}
