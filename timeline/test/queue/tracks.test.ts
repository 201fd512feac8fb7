import { describe, expect, test } from 'vitest';
import { samples, T0, timelineAt, type Labels, type Point } from '../fixtures/index.js';

const GATEWAY = { k8s_namespace_name: 'ml', k8s_pod_name: 'gateway', model_name: 'qwen' };

/** Cumulative counts per upper bound at each time. */
function waits(
  rows: readonly [afterS: number, counts: Readonly<Record<string, number>>][],
  labels: Labels = GATEWAY,
) {
  const bounds = new Set(rows.flatMap(([, counts]) => Object.keys(counts)));
  return [...bounds].map((le) =>
    samples(
      'coldstart_queue_wait_seconds_bucket',
      { ...labels, le },
      rows.filter(([, counts]) => le in counts).map(([atS, counts]): Point => [atS, counts[le] ?? 0]),
    ),
  );
}

function p95(series: ReturnType<typeof waits>): [number, number][] {
  const [track] = timelineAt(100, series).queues;
  return (track?.waitP95 ?? []).map(({ atS, seconds }) => [atS - T0, seconds]);
}

describe('queue depth', () => {
  test('is a track per namespace, model and reporter, by time', () => {
    const { queues } = timelineAt(100, [
      samples('coldstart_queue_depth', GATEWAY, [
        [20, 7],
        [10, 3],
      ]),
      samples('coldstart_queue_depth', { ...GATEWAY, model_name: 'llama' }, [[10, 1]]),
    ]);
    expect(
      queues.map(({ model, reporter, depth }) => [model, reporter, depth.map(({ requests }) => requests)]),
    ).toEqual([
      ['llama', 'gateway', [1]],
      ['qwen', 'gateway', [3, 7]],
    ]);
  });

  test('of a pair of scrapers counts once', () => {
    const { queues } = timelineAt(100, [
      samples('coldstart_queue_depth', { ...GATEWAY, replica: 'a' }, [[10, 3]]),
      samples('coldstart_queue_depth', { ...GATEWAY, replica: 'b' }, [[10, 3]]),
    ]);
    expect(queues).toHaveLength(1);
    expect(queues[0]?.depth).toEqual([{ atS: T0 + 10, requests: 3 }]);
  });
});

describe('p95 of the waits', () => {
  test('is that of the increase of each step, linear inside a bucket', () => {
    // 100 waits more: 90 up to 1 s, 10 up to 5 s. The 95th is half way through the second bucket.
    expect(
      p95(
        waits([
          [10, { '1': 5, '5': 5, '+Inf': 5 }],
          [20, { '1': 95, '5': 105, '+Inf': 105 }],
        ]),
      ),
    ).toEqual([[20, 3]]);
  });

  test('has no point in a step in which no wait ended', () => {
    expect(
      p95(
        waits([
          [10, { '1': 5, '+Inf': 5 }],
          [20, { '1': 5, '+Inf': 5 }],
          [30, { '1': 25, '+Inf': 25 }],
        ]),
      ),
    ).toEqual([[30, 0.95]]);
  });

  test('counts anew after a restart', () => {
    expect(
      p95(
        waits([
          [10, { '1': 50, '+Inf': 60 }],
          [20, { '1': 20, '+Inf': 20 }],
        ]),
      ),
    ).toEqual([[20, 0.95]]);
  });

  test('above the highest bound is that bound', () => {
    expect(
      p95(
        waits([
          [10, { '1': 0, '600': 0, '+Inf': 0 }],
          [20, { '1': 0, '600': 0, '+Inf': 9 }],
        ]),
      ),
    ).toEqual([[20, 600]]);
  });

  test('says which bucket it lies in', () => {
    const bucketOf = (counts: Record<string, number>) => {
      const [track] = timelineAt(
        100,
        waits([
          [10, { '4': 0, '6': 0, '+Inf': 0 }],
          [20, counts],
        ]),
      ).queues;
      return track?.waitP95.map(({ lowS, highS }) => [lowS, highS]);
    };
    expect(bucketOf({ '4': 0, '6': 9, '+Inf': 9 })).toEqual([[4, 6]]);
    expect(bucketOf({ '4': 9, '6': 9, '+Inf': 9 })).toEqual([[0, 4]]);
    expect(bucketOf({ '4': 0, '6': 0, '+Inf': 9 })).toEqual([[6, Infinity]]);
  });

  test('counts the first sample of a histogram that is younger than its reporter', () => {
    const born = waits([[20, { '1': 20, '+Inf': 20 }]]);
    expect(p95(born)).toEqual([]);
    const { queues } = timelineAt(100, [samples('coldstart_queue_depth', GATEWAY, [[10, 0]]), ...born]);
    expect(queues[0]?.waitP95).toEqual([{ atS: T0 + 20, seconds: 0.95, lowS: 0, highS: 1 }]);
  });

  test('says nothing without the bucket of all', () => {
    expect(
      p95(
        waits([
          [10, { '1': 0 }],
          [20, { '1': 9 }],
        ]),
      ),
    ).toEqual([]);
  });

  test('leaves out a bound that is no number, with a note', () => {
    const { notes } = timelineAt(100, waits([[10, { high: 3 }]]));
    expect(notes).toEqual([
      'Label le="high" on coldstart_queue_wait_seconds_bucket of pod gateway is no bound: ignored.',
    ]);
  });
});
