import { DataFrameType, FieldType, type DataFrame } from '@grafana/data';
import type { TimelineQuery } from '@coldstart/timeline';
import type { WireSeries } from './api';

/**
 * One series as Grafana's Prometheus data source hands it to a panel (format "time series"): fields `Time` and
 * `Value`, labels with `__name__` on the value, one row for an instant query.
 *
 * @param stepMs distance of the points asked for; only a range query has one
 */
export function seriesToFrame(query: TimelineQuery, series: WireSeries, stepMs: number): DataFrame {
  const labels = { __name__: series.metric, ...series.labels };
  const instant = query.mode === 'instant';
  return {
    refId: query.refId,
    length: series.timesMs.length,
    meta: {
      type: instant ? DataFrameType.NumericMulti : DataFrameType.TimeSeriesMulti,
      typeVersion: [0, 1],
      custom: { resultType: instant ? 'vector' : 'matrix' },
      executedQueryString: query.promql,
    },
    fields: [
      {
        name: 'Time',
        type: FieldType.time,
        config: instant ? {} : { interval: stepMs },
        values: [...series.timesMs],
      },
      {
        name: 'Value',
        type: FieldType.number,
        labels,
        config: { displayNameFromDS: seriesName(series) },
        values: [...series.values],
      },
    ],
  };
}

/** As Prometheus writes it: `name{a="1", b="2"}`. */
export function seriesName({ metric, labels }: Pick<WireSeries, 'metric' | 'labels'>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return pairs.length === 0 ? metric : `${metric}{${pairs.join(', ')}}`;
}
