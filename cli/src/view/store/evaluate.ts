import type { TimelineQuery } from '@coldstart/timeline';
import type { SeriesRequest, WireSeries } from '../api.js';
import { parseOverTime, type Keep } from './over-time.js';
import { indexAfter, type SampleHistory } from './sample-history.js';
import type { SeriesStore, StoredSeries } from './series-store.js';

type Range = Pick<SeriesRequest, 'fromMs' | 'toMs' | 'stepMs'>;

/**
 * What PromQL would answer, over series in memory: one sample per series in [from, to] for an instant query, one per
 * step in which there is one for a range query. Steps end at multiples of `stepMs`, so that a moving range keeps its
 * samples. The time of a sample is its own, not that of its step.
 *
 * @throws Error when the query uses what is not understood here
 */
export function evaluate(store: SeriesStore, query: TimelineQuery, range: Range): readonly WireSeries[] {
  const calls = parseOverTime(query.promql);
  const answers: WireSeries[] = [];
  for (const series of store.all()) {
    const call = calls.find(({ selects }) => selects(series.metric, series.labels));
    const kept = call ? samplesOf(series.history, query.mode, call.keep, range) : [];
    if (kept.length > 0) {
      answers.push(wire(series, kept));
    }
  }
  return answers;
}

/** Indexes of the samples that answer. */
function samplesOf(
  { timesMs, values }: SampleHistory,
  mode: TimelineQuery['mode'],
  keep: Keep,
  { fromMs, toMs, stepMs }: Range,
): readonly number[] {
  const start = indexBefore(timesMs, fromMs);
  const end = indexAfter(timesMs, toMs);
  if (mode === 'instant') {
    return start < end ? [keep(values, start, end)] : [];
  }
  const kept: number[] = [];
  for (let from = start; from < end;) {
    const stepEnd = Math.ceil((timesMs[from] ?? 0) / stepMs) * stepMs;
    const to = Math.min(end, Math.max(from + 1, indexAfter(timesMs, stepEnd)));
    kept.push(keep(values, from, to));
    from = to;
  }
  return kept;
}

/** How many of the ascending times are before `timeMs`. */
function indexBefore(timesMs: readonly number[], timeMs: number): number {
  const after = indexAfter(timesMs, timeMs);
  return timesMs[after - 1] === timeMs ? after - 1 : after;
}

function wire({ metric, labels, history }: StoredSeries, kept: readonly number[]): WireSeries {
  return {
    metric,
    labels,
    timesMs: kept.map((index) => history.timesMs[index] ?? 0),
    values: kept.map((index) => finiteOrNull(history.values[index])),
  };
}

function finiteOrNull(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
