import { SIGNALS, type Fetch, type QueryFilter, type Signal } from '../signals/index.js';
import { select, selector, type Selection, type TimelineFilter } from './scope.js';

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

type Build = (rows: readonly Signal[], filter: TimelineFilter) => string;

/** The queries, and the rows that each brings. */
const QUERIES: readonly (Pick<TimelineQuery, 'refId' | 'mode'> & {
  readonly fetches: readonly Fetch[];
  readonly build: Build;
})[] = [
  { refId: 'marks', mode: 'instant', fetches: ['last', 'first_and_last'], build: last('$__range') },
  { refId: 'first', mode: 'instant', fetches: ['first_and_last'], build: named('min_over_time', '$__range') },
  { refId: 'presence', mode: 'range', fetches: ['presence'], build: last('$__interval') },
  { refId: 'activity', mode: 'range', fetches: ['activity'], build: named('max_over_time', '$__interval') },
  { refId: 'gpu', mode: 'range', fetches: ['gpu'], build: last('$__interval') },
  { refId: 'queue', mode: 'range', fetches: ['queue'], build: last('$__interval') },
];

/**
 * All that `buildTimeline` reads, derived from the table of signals, of the cold starts that `filter` lets pass.
 *
 * The instant queries read every sample in the range and answer one per series, so what they send does not grow with
 * the resolution of the range. The metrics of `presence` are in no instant query: an instant sample stands at the
 * evaluation time and would make a pod look alive that vanished long before.
 *
 * Throws a RangeError for a variable whose name is none.
 */
export function timelineQueries(filter: TimelineFilter = {}): readonly TimelineQuery[] {
  return QUERIES.map(({ refId, mode, fetches, build }) => {
    const rows = SIGNALS.filter(({ fetch }) => fetches.includes(fetch)).sort((a, b) => rank(a) - rank(b));
    return { refId, mode, metrics: rows.map(({ metric }) => metric), promql: build(rows, filter) };
  });
}

/** Of the whole data source. */
export const TIMELINE_QUERIES: readonly TimelineQuery[] = timelineQueries();

/** Of two fields of one GPU the preferred one comes first. */
function rank({ meaning }: Signal): number {
  return meaning.kind === 'gpu_activity' ? meaning.rank : Number.MAX_SAFE_INTEGER;
}

/** `last_over_time` keeps the name of the metric. A step without a sample stays empty: no lookback fills it. */
function last(window: string): Build {
  return (rows, filter) =>
    byFilters(rows)
      .flatMap(({ group, filters }) =>
        select(group, filter).map(
          (selection) => `last_over_time(${selector(selection, filters)}[${window}])`,
        ),
      )
      .join(' or ');
}

/**
 * Functions that drop the name get it put back, metric by metric. `or` does not look at names: of series that agree in
 * all other labels it takes those of the metric that comes first. `min_over_time` finds the first value of what moves;
 * `max_over_time` the busiest sample of a step, so that one much longer than the spacing of the samples never looks
 * idle when part of it was busy.
 */
function named(fn: 'min_over_time' | 'max_over_time', window: string): Build {
  return (rows, filter) =>
    rows
      .flatMap((row) =>
        select([row], filter)
          .flatMap(oneByOne)
          .map((selection) => ({ row, selection })),
      )
      .map(({ row, selection }) => {
        const filters = row.filter ? [matcherOf(row.filter)] : [];
        const selected = `${fn}(${selector(selection, filters)}[${window}])`;
        return `label_replace(${selected},"__name__","${row.metric}","","")`;
      })
      .join(' or ');
}

function oneByOne({ metrics, matchers }: Selection): Selection[] {
  return metrics.map((metric) => ({ metrics: [metric], matchers }));
}

interface Group {
  readonly group: Signal[];
  readonly filters: string[];
}

/**
 * Rows whose filters fit into one selector: a filter passes every series that lacks its label. Two that want one label
 * to be different go apart.
 */
function byFilters(rows: readonly Signal[]): Group[] {
  const groups: { group: Signal[]; filters: Map<string, QueryFilter> }[] = [];
  for (const row of rows) {
    const { filter } = row;
    const fits = groups.find(({ filters }) => {
      const other = filter && filters.get(filter.label);
      return !other || other.matcher === filter.matcher;
    });
    const target = fits ?? { group: [], filters: new Map<string, QueryFilter>() };
    if (!fits) groups.push(target);
    target.group.push(row);
    if (filter) target.filters.set(filter.label, filter);
  }
  return groups.map(({ group, filters }) => ({ group, filters: [...filters.values()].map(matcherOf) }));
}

function matcherOf({ label, matcher }: QueryFilter): string {
  return `${label}${matcher}`;
}
