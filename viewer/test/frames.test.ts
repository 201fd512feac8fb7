import { DataFrameType, FieldType } from '@grafana/data';
import { TIMELINE_QUERIES, type TimelineQuery } from '@coldstart/timeline';
import { expect, test } from 'vitest';
import { seriesName, seriesToFrame } from '../src/data/frames';

function queryOf(mode: TimelineQuery['mode']): TimelineQuery {
  const query = TIMELINE_QUERIES.find((candidate) => candidate.mode === mode);
  if (!query) throw new Error(`no ${mode} query`);
  return query;
}

const SERIES = {
  metric: 'coldstart_queue_depth',
  labels: { model_name: 'llama "3"', k8s_pod_name: 'gateway' },
  timesMs: [1000, 2500],
  values: [3, null],
};

test('a range series is a frame as Grafana makes them of Prometheus', () => {
  const query = queryOf('range');
  const frame = seriesToFrame(query, SERIES, 500);
  expect(frame).toMatchObject({
    refId: query.refId,
    length: 2,
    meta: { type: DataFrameType.TimeSeriesMulti, custom: { resultType: 'matrix' } },
    fields: [
      { name: 'Time', type: FieldType.time, values: [1000, 2500], config: { interval: 500 } },
      {
        name: 'Value',
        type: FieldType.number,
        values: [3, null],
        labels: {
          __name__: 'coldstart_queue_depth',
          model_name: 'llama "3"',
          k8s_pod_name: 'gateway',
        },
      },
    ],
  });
});

test('an instant sample is one row, and says so', () => {
  const frame = seriesToFrame(queryOf('instant'), { ...SERIES, timesMs: [1000], values: [3] }, 500);
  expect(frame.length).toBe(1);
  expect(frame.meta).toMatchObject({
    type: DataFrameType.NumericMulti,
    custom: { resultType: 'vector' },
  });
});

test('a series is named as Prometheus writes it', () => {
  expect(seriesName(SERIES)).toBe(
    'coldstart_queue_depth{model_name="llama \\"3\\"", k8s_pod_name="gateway"}',
  );
  expect(seriesName({ metric: 'up', labels: {} })).toBe('up');
});
