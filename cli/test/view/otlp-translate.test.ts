import { describe, expect, test } from 'vitest';
import {
  METRICS_REQUEST,
  readJson,
  TRACES_REQUEST,
  translateMetrics,
  translateTraces,
} from '../../src/view/otlp/index.js';

const NOW_MS = 1_790_000_000_000;
const NANOS = '1790000000123456789';

function attributes(values: Readonly<Record<string, object>>) {
  return Object.entries(values).map(([key, value]) => ({ key, value }));
}

function metrics(...list: object[]) {
  return translateMetrics(
    readJson(METRICS_REQUEST, { resourceMetrics: [{ scopeMetrics: [{ metrics: list }] }] }),
    NOW_MS,
  );
}

describe('metrics', () => {
  test('a gauge: dots become underscores, attributes labels, the time its own', () => {
    const { samples, rejected } = metrics({
      name: 'coldstart.queue.depth',
      gauge: {
        dataPoints: [
          {
            timeUnixNano: NANOS,
            asInt: '7',
            attributes: attributes({ 'k8s.pod.name': { stringValue: 'gateway-0' } }),
          },
        ],
      },
    });
    expect(rejected).toBeNull();
    expect(samples).toEqual([
      {
        metric: 'coldstart_queue_depth',
        labels: { k8s_pod_name: 'gateway-0' },
        timeMs: 1_790_000_000_123.456,
        value: 7,
      },
    ]);
  });

  test('a point without a time was received now', () => {
    expect(metrics({ name: 'a', gauge: { dataPoints: [{ asDouble: 1 }] } }).samples[0]?.timeMs).toBe(NOW_MS);
  });

  test.each([
    ['requests', true, 'requests_total'],
    ['requests_total', true, 'requests_total'],
    ['in.flight', false, 'in_flight'],
    ['2xx', true, '_2xx_total'],
  ])('the sum %s (monotonic: %s) is %s', (name, isMonotonic, metric) => {
    const sum = { isMonotonic, aggregationTemporality: 2, dataPoints: [{ asDouble: 3 }] };
    expect(metrics({ name, sum }).samples).toMatchObject([{ metric, value: 3 }]);
  });

  test('a histogram: cumulative buckets, sum and count', () => {
    const { samples } = metrics({
      name: 'coldstart.queue.wait.seconds',
      histogram: {
        aggregationTemporality: 2,
        dataPoints: [
          {
            count: '6',
            sum: 4.5,
            bucketCounts: ['1', '2', '3'],
            explicitBounds: [0.5, 2],
            timeUnixNano: NANOS,
          },
        ],
      },
    });
    expect(samples.map(({ metric, labels, value }) => [metric, labels, value])).toEqual([
      ['coldstart_queue_wait_seconds_bucket', { le: '0.5' }, 1],
      ['coldstart_queue_wait_seconds_bucket', { le: '2' }, 3],
      ['coldstart_queue_wait_seconds_bucket', { le: '+Inf' }, 6],
      ['coldstart_queue_wait_seconds_sum', {}, 4.5],
      ['coldstart_queue_wait_seconds_count', {}, 6],
    ]);
  });

  test('what Prometheus has no word for is refused with a reason, the rest is taken', () => {
    const { samples, rejected } = metrics(
      { name: 'a', sum: { aggregationTemporality: 1, dataPoints: [{ asInt: 1 }, { asInt: 2 }] } },
      { name: 'b', exponentialHistogram: { dataPoints: [{}] } },
      { name: 'c', gauge: { dataPoints: [{ asInt: 1 }] } },
    );
    expect(samples.map(({ metric }) => metric)).toEqual(['c']);
    expect(rejected?.rejected).toBe(3);
    expect(rejected?.message).toMatch(
      /^a has delta temporality; .*=cumulative; b is an exponential histogram/,
    );
  });

  test('a point that says it has no value is none', () => {
    expect(metrics({ name: 'a', gauge: { dataPoints: [{ flags: 1 }] } }).samples).toEqual([]);
  });

  test('attributes of every kind become labels; empty ones do not', () => {
    const { samples } = metrics({
      name: 'a',
      gauge: {
        dataPoints: [
          {
            asInt: 1,
            attributes: attributes({
              text: { stringValue: 'x' },
              flag: { boolValue: false },
              whole: { intValue: '42' },
              broken: { doubleValue: 0.5 },
              list: { arrayValue: { values: [{ stringValue: 'x' }, { intValue: 1 }] } },
              empty: { stringValue: '' },
              'same.name': { stringValue: 'one' },
              same_name: { stringValue: 'two' },
            }),
          },
        ],
      },
    });
    expect(samples[0]?.labels).toEqual({
      text: 'x',
      flag: 'false',
      whole: '42',
      broken: '0.5',
      list: '["x",1]',
      same_name: 'one;two',
    });
  });
});

describe('spans', () => {
  const span = {
    name: 'weights_load',
    startTimeUnixNano: '1790000000250000000',
    endTimeUnixNano: '1790000004500000000',
    attributes: attributes({
      'model.name': { stringValue: 'llama' },
      'k8s.pod.name': { stringValue: 'pod-1' },
      attempt: { intValue: 1 },
      phase: { stringValue: 'weights_load' },
      outcome: { stringValue: 'failed' },
      'http.route': { stringValue: '/x' },
    }),
  };
  const translate = (scope: string, ...spans: object[]) =>
    translateTraces(
      readJson(TRACES_REQUEST, { resourceSpans: [{ scopeSpans: [{ scope: { name: scope }, spans }] }] }),
    ).samples;

  test('a phase becomes the series that the metrics carry, known when the span ended', () => {
    const labels = { model_name: 'llama', k8s_pod_name: 'pod-1', attempt: '1', phase: 'weights_load' };
    expect(translate('@coldstart/sdk', span)).toEqual([
      {
        metric: 'coldstart_phase_start_timestamp_seconds',
        labels,
        timeMs: 1_790_000_004_500,
        value: 1_790_000_000.25,
      },
      {
        metric: 'coldstart_phase_end_timestamp_seconds',
        labels: { ...labels, outcome: 'failed' },
        timeMs: 1_790_000_004_500,
        value: 1_790_000_004.5,
      },
    ]);
  });

  test('spans of others, and the root, are none', () => {
    expect(translate('@opentelemetry/instrumentation-http', span)).toEqual([]);
    expect(translate('@coldstart/sdk', { ...span, name: 'coldstart' })).toEqual([]);
  });
});
