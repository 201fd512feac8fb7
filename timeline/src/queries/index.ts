import { SIGNALS, type Fetch, type QueryFilter, type Signal } from '../signals/index.js';

/** A query that brings series for `buildTimeline`. */
export interface TimelineQuery {
  readonly refId: 'marks' | 'first' | 'presence' | 'activity' | 'gpu' | 'queue';
  /** `instant`: one sample per series at the end of the range. `range`: a sample per step. */
  readonly mode: 'instant' | 'range';
  /** Prometheus names that it brings. */
  readonly metrics: readonly string[];
  /** `$__range` and `$__interval` stand for the length of the range and of a step, e.g. `3600s`. */
  readonly promql: string;
}

function metricsOf(...fetches: readonly Fetch[]): readonly string[] {
  return SIGNALS.filter((signal) => fetches.includes(signal.fetch)).map((signal) => signal.metric);
}

/** Names and filters in one selector. A filter passes every series that lacks its label. */
function selector(metrics: readonly string[]): string {
  const filters = new Map<string, QueryFilter>();
  for (const { metric, filter } of SIGNALS) {
    if (filter && metrics.includes(metric)) filters.set(filter.label, filter);
  }
  const matchers = [...filters.values()].map(({ label, matcher }) => `${label}${matcher}`);
  return `{${[`__name__=~"${metrics.join('|')}"`, ...matchers].join(',')}}`;
}

/** `last_over_time` keeps the name of the metric. A step without a sample stays empty: no lookback fills it. */
function inSteps(refId: 'presence' | 'gpu' | 'queue'): TimelineQuery {
  const metrics = metricsOf(refId);
  return { refId, mode: 'range', metrics, promql: `last_over_time(${selector(metrics)}[$__interval])` };
}

/**
 * Functions that drop the name get it put back, metric by metric. `or` does not look at names: of series that agree in
 * all other labels it takes those of the metric that comes first.
 */
function named(fn: 'min_over_time' | 'max_over_time', metrics: readonly string[], window: string): string {
  return metrics
    .map((name) => `label_replace(${fn}(${name}[${window}]),"__name__","${name}","","")`)
    .join(' or ');
}

/** Metrics with labels of their own: `kube_pod_container_state_started` has a container, the Ready time has none. */
function firstValues(): TimelineQuery {
  const metrics = metricsOf('first_and_last');
  return { refId: 'first', mode: 'instant', metrics, promql: named('min_over_time', metrics, '$__range') };
}

/**
 * The busiest sample of each step: a step much longer than the spacing of the samples then never looks idle when part
 * of it was busy. Of two fields of one GPU the preferred one comes first.
 */
function activity(): TimelineQuery {
  const rank = ({ meaning }: Signal): number => (meaning.kind === 'gpu_activity' ? meaning.rank : Infinity);
  const metrics = SIGNALS.filter(({ fetch }) => fetch === 'activity')
    .sort((a, b) => rank(a) - rank(b))
    .map(({ metric }) => metric);
  return {
    refId: 'activity',
    mode: 'range',
    metrics,
    promql: named('max_over_time', metrics, '$__interval'),
  };
}

function lastValues(): TimelineQuery {
  const metrics = metricsOf('last', 'first_and_last');
  return {
    refId: 'marks',
    mode: 'instant',
    metrics,
    promql: `last_over_time(${selector(metrics)}[$__range])`,
  };
}

/**
 * All that `buildTimeline` reads, derived from the table of signals. The cost of the instant queries does not grow
 * with the resolution of the range. The metrics of `presence` are in no instant query: an instant sample stands at the
 * evaluation time and would make a pod look alive that vanished long before.
 */
export const TIMELINE_QUERIES: readonly TimelineQuery[] = [
  lastValues(),
  firstValues(),
  inSteps('presence'),
  activity(),
  inSteps('gpu'),
  inSteps('queue'),
];
