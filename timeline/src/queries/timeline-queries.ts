import { SIGNALS, type Fetch, type QueryFilter, type Signal } from '../signals/index.js';
import { anyOf } from './choice.js';
import { select, selector, type Selection, type TimelineFilter } from './scope.js';

/** A query that brings series for `buildTimeline`. */
export interface TimelineQuery {
  readonly refId: 'marks' | 'first' | 'presence' | 'activity' | 'shared' | 'gpu' | 'queue';
  /** `instant`: one sample per series at the end of the range. `range`: a sample per step. */
  readonly mode: 'instant' | 'range';
  /** Prometheus names that it brings. */
  readonly metrics: readonly string[];
  /** `$__range` and `$__interval` stand for the length of the range and of a step, as Grafana has it; see `writtenOut`. */
  readonly promql: string;
}

type Build = (rows: readonly Signal[], filter: TimelineFilter) => string;

/** Brings the rows of some fetches. */
function fetched(...fetches: readonly Fetch[]): (row: Signal) => boolean {
  return ({ fetch }) => fetches.includes(fetch);
}

const WHOLE_RANGE = '[$__range]';

/**
 * The window before a step. Prometheus 2 counts both of its ends, Prometheus 3 the later one alone; samples at whole
 * seconds lie on the ends, and would be seen twice. A millisecond later, the finest time of a sample, they lie in one
 * window for both.
 * Source: Prometheus 3 migration guide, range selectors.
 */
const ONE_STEP = '[$__interval] offset -1ms';

/** The queries, and the rows that each brings. */
const QUERIES: readonly (Pick<TimelineQuery, 'refId' | 'mode'> & {
  readonly brings: (row: Signal) => boolean;
  readonly build: Build;
})[] = [
  { refId: 'marks', mode: 'instant', brings: fetched('last', 'first_and_last'), build: last(WHOLE_RANGE) },
  {
    refId: 'first',
    mode: 'instant',
    brings: fetched('first_and_last'),
    build: named('min_over_time', WHOLE_RANGE),
  },
  { refId: 'presence', mode: 'range', brings: fetched('presence'), build: last(ONE_STEP) },
  {
    refId: 'activity',
    mode: 'range',
    brings: fetched('activity'),
    build: named('max_over_time', ONE_STEP),
  },
  { refId: 'shared', mode: 'range', brings: isToldPerPod, build: shared(ONE_STEP) },
  { refId: 'gpu', mode: 'range', brings: fetched('gpu'), build: last(ONE_STEP) },
  { refId: 'queue', mode: 'range', brings: fetched('queue'), build: last(ONE_STEP) },
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
  return QUERIES.map(({ refId, mode, brings, build }) => {
    const rows = SIGNALS.filter(brings).sort((a, b) => rank(a) - rank(b));
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
    anyOf(
      byFilters(rows).flatMap(({ group, filters }) =>
        select(group, filter).map((selection) => `last_over_time(${selector(selection, filters)}${window})`),
      ),
    );
}

/**
 * Functions that drop the name get it put back, metric by metric. `or` does not look at names: of series that agree in
 * all other labels it takes those of the metric that comes first. `min_over_time` finds the first value of what moves;
 * `max_over_time` the busiest sample of a step, so that one much longer than the spacing of the samples never looks
 * idle when part of it was busy.
 */
function named(fn: 'min_over_time' | 'max_over_time', window: string): Build {
  return (rows, filter) =>
    anyOf(
      rows.flatMap((row) => {
        const filters = row.filter ? [matcherOf(row.filter)] : [];
        return select([row], filter)
          .flatMap(oneByOne)
          .map((selection) => {
            const selected = `${fn}(${selector(selection, filters)}${window})`;
            return `label_replace(${selected},"__name__","${row.metric}","","")`;
          });
      }),
    );
}

function isToldPerPod({ meaning }: Signal): boolean {
  return meaning.kind === 'gpu_activity' && meaning.perPod === true;
}

/**
 * Of each GPU that several pods hold, what is told of every one of them, also of those that the filter leaves out: they
 * may be who keeps it busy. `activity` has such a row only where a preferred one with the same labels is missing.
 */
function shared(window: string): Build {
  return (rows, filter) =>
    rows
      .flatMap(({ metric, labels }) => {
        const holders = `count by (UUID) (count by (${['UUID', ...labels.pod].join(',')}) (${metric})) > 1`;
        const named = `label_replace(max_over_time(${metric}${window}),"__name__","${metric}","","")`;
        const asked = select(rows, filter).map((selection) => selector(selection));
        const ofThose = asked.includes(metric) ? '' : ` and on (UUID) (${asked.join(' or ')})`;
        return `${named} and on (UUID) (${holders})${ofThose}`;
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
