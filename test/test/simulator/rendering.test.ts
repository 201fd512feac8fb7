import { TIMELINE_QUERIES, type Series } from '@coldstart/timeline';
import { describe, expect, it } from 'vitest';
import { exposeAllGpus, exposeSpike, type Exposed } from '../../src/simulator/exporters/index.js';
import { answer, scrape } from '../../src/simulator/prometheus/index.js';
import {
  BusyTimes,
  drawCluster,
  drawSpike,
  Random,
  render,
  store,
  type Cluster,
  type Spike,
  type TruePod,
} from '../../src/simulator/index.js';

const T0 = 1_760_000_000;

const cluster: Cluster = {
  ...drawCluster('c', new Random(1)),
  gpuExporter: { field: 'profiling', collect: 'as_scraped', renamed: true },
  pair: false,
  controlPlaneClockS: 0.4,
};
const drawn = drawSpike(cluster, 1, T0, new Random(2));
const [template] = drawn.pods;
if (!template) throw new Error('a spike without pods');

/** Created 0.7 s after T0 by a clock that is 0.4 s ahead; on a node whose clock is 0.25 s behind. */
const pod: TruePod = {
  ...template,
  name: 'a',
  node: { name: 'n', clockS: -0.25, warm: true },
  createdS: T0 + 0.7,
  scheduledS: T0 + 1.5,
  allocatedS: T0 + 2.2,
  imagePull: null,
  init: null,
  attempts: [
    {
      attempt: 1,
      containerStartedS: T0 + 4,
      processStartedS: T0 + 4.1234,
      processEndedS: Infinity,
      phases: [{ phase: 'runtime_init', startS: T0 + 4.1234, endS: T0 + 20, outcome: 'ok' }],
      end: { kind: 'ready', modelReadyS: T0 + 30, podReadyS: T0 + 33.1 },
    },
  ],
  gpus: [{ uuid: 'GPU-0', index: 0, busy: new BusyTimes([{ startS: T0 + 20, endS: T0 + 30 }]) }],
  deletedS: Infinity,
  firstRequestS: T0 + 34,
  failedForGood: false,
};
const spike: Spike = { ...drawn, pods: [pod], fromS: T0 - 60, untilS: T0 + 180 };

function valuesOf(
  exposed: readonly Exposed[],
  metric: string,
  labels: Readonly<Record<string, string>> = {},
): number[] {
  return exposed
    .filter(
      (one) =>
        one.metric === metric && Object.entries(labels).every(([name, value]) => one.labels[name] === value),
    )
    .flatMap(({ pieces }) => pieces.map(({ value }) => value));
}

describe('kube-state-metrics', () => {
  const exposed = exposeSpike(spike, new Random(3));

  it('cuts times to whole seconds of the clock of who wrote them', () => {
    // 0.7 and 0.4 make 1.1.
    expect(valuesOf(exposed, 'kube_pod_created')).toEqual([T0 + 1]);
    expect(valuesOf(exposed, 'kube_pod_status_scheduled_time')).toEqual([T0 + 1]);
    // 2.2 less 0.25, 4 less 0.25, 33.1 less 0.25.
    expect(valuesOf(exposed, 'kube_pod_start_time')).toEqual([T0 + 1]);
    expect(valuesOf(exposed, 'kube_pod_container_state_started')).toEqual([T0 + 3]);
    expect(valuesOf(exposed, 'kube_pod_status_ready_time')).toEqual([T0 + 32]);
  });

  it('shows a moment only after it, and nothing of a pod that is gone', () => {
    for (const [metric, trueS] of [
      ['kube_pod_created', pod.createdS],
      ['kube_pod_status_ready_time', T0 + 33.1],
    ] as const) {
      const fromS = exposed.find((one) => one.metric === metric)?.pieces[0]?.fromS ?? Number.NaN;
      expect(fromS).toBeGreaterThan(trueS);
      expect(fromS).toBeLessThan(trueS + 5);
    }
    const gone = exposeSpike({ ...spike, pods: [{ ...pod, deletedS: T0 + 10 }] }, new Random(3));
    for (const { target, pieces } of gone) {
      if (target !== 'kube-state-metrics') continue;
      for (const { untilS } of pieces) expect(untilS).toBeLessThan(T0 + 15);
    }
  });
});

describe('own series', () => {
  it('carry milliseconds of the clock of the node', () => {
    const exposed = exposeSpike(spike, new Random(3));
    // 4.1234 less 0.25, to the millisecond.
    expect(valuesOf(exposed, 'coldstart_mark_timestamp_seconds', { mark: 'process_started' })).toEqual([
      T0 + 3.873,
    ]);
    expect(valuesOf(exposed, 'coldstart_load_in_progress_start_timestamp_seconds')).toEqual([T0 + 3.873, 0]);
    const [ended] = valuesOf(exposed, 'coldstart_phase_end_timestamp_seconds', { phase: 'runtime_init' });
    expect(ended).toBeGreaterThanOrEqual(T0 + 19.749);
    expect(ended).toBeLessThan(T0 + 19.85);
  });
});

describe('dcgm-exporter', () => {
  it('shows means of its own intervals, each until the next, under the name of the pod once it is allocated', () => {
    const exposed = exposeAllGpus(spike, 15, new Random(4));
    const held = exposed.filter(
      ({ metric, labels }) => metric === 'DCGM_FI_PROF_GR_ENGINE_ACTIVE' && labels['exported_pod'] === 'a',
    );
    expect(held).toHaveLength(1);
    const pieces = held[0]?.pieces ?? [];
    // 10 s of work, whatever intervals of 15 s it falls into.
    expect(pieces.reduce((sum, { value }) => sum + 15 * value, 0)).toBeCloseTo(10, 4);
    expect(pieces[0]?.fromS).toBeGreaterThanOrEqual(pod.allocatedS);
    expect(pieces[0]?.fromS).toBeLessThanOrEqual(pod.allocatedS + 15.1);
    for (let i = 1; i < pieces.length; i++) {
      expect((pieces[i]?.fromS ?? 0) - (pieces[i - 1]?.fromS ?? 0)).toBeCloseTo(15, 3);
      expect(pieces[i - 1]?.untilS).toBeCloseTo(pieces[i]?.fromS ?? 0, 3);
    }
  });

  it('rounds the older field to whole percents of its last second at most', () => {
    const exposed = exposeAllGpus(spike, 15, new Random(4));
    const values = valuesOf(exposed, 'DCGM_FI_DEV_GPU_UTIL', { exported_pod: 'a' });
    for (const value of values) expect(Number.isInteger(value)).toBe(true);
    expect(values).toContain(0);
    expect(Math.max(...values)).toBeLessThanOrEqual(100);
  });
});

describe('Prometheus', () => {
  it('stores what each scrape found, every interval, nothing where there was nothing', () => {
    const piece = { fromS: T0 + 10, untilS: T0 + 40, value: 7 };
    const exposed = [{ target: 't', metric: 'm', labels: { a: 'b' }, pieces: [piece] }];
    const [series] = scrape(
      exposed,
      { fromS: T0, untilS: T0 + 60, scrapeS: 5, servers: ['x'] },
      new Random(5),
    );
    const timesS = [...(series?.timesS as number[])];
    expect(timesS).toHaveLength(6);
    expect(timesS[0]).toBeGreaterThanOrEqual(T0 + 10);
    expect(timesS[0]).toBeLessThan(T0 + 15);
    timesS.forEach((timeS, i) => {
      expect(timeS).toBeCloseTo((timesS[0] ?? 0) + 5 * i, 2);
    });
    expect(new Set(series?.values as number[])).toEqual(new Set([7]));
  });

  it('tells the series of a pair apart', () => {
    const exposed = [
      { target: 't', metric: 'm', labels: {}, pieces: [{ fromS: T0, untilS: T0 + 60, value: 1 }] },
    ];
    const stored = scrape(
      exposed,
      { fromS: T0, untilS: T0 + 60, scrapeS: 15, servers: ['a', 'b'] },
      new Random(6),
    );
    expect(stored.map(({ labels }) => labels)).toEqual([
      { prometheus_replica: 'a' },
      { prometheus_replica: 'b' },
    ]);
    expect(stored[0]?.timesS[0]).not.toBe(stored[1]?.timesS[0]);
  });

  const stored: Series[] = [
    { metric: 'm', labels: { pod: 'a' }, timesS: [10, 20, 30, 40], values: [4, 2, 9, 3] },
    { metric: 'n', labels: { pod: 'a' }, timesS: [10, 40], values: [1, 1] },
    { metric: 'm', labels: { pod: 'b', phase: 'Running' }, timesS: [20], values: [5] },
  ];
  const ask = (promql: string, mode: 'instant' | 'range', toS = 40): [string, number[], number[]][] =>
    answer({ refId: 'marks', mode, metrics: [], promql }, stored, { fromS: 0, toS, stepS: 20 }).map(
      (series) => [
        `${series.metric} ${series.labels['pod'] ?? ''}`,
        [...(series.timesS as number[])],
        [...(series.values as number[])],
      ],
    );

  it('answers an instant query at the end of the range, of a window that is open on the left', () => {
    expect(ask('last_over_time({__name__=~"m|n"}[$__range])', 'instant')).toEqual([
      ['m a', [40], [3]],
      ['n a', [40], [1]],
      ['m b', [40], [5]],
    ]);
    expect(ask('last_over_time({__name__=~"m",phase!~"Running"}[$__range])', 'instant')).toEqual([
      ['m a', [40], [3]],
    ]);
    expect(ask('last_over_time({__name__=~"m",phase=~"|Failed"}[$__range])', 'instant', 35)).toEqual([
      ['m a', [35], [9]],
    ]);
  });

  it('answers a range query on the grid of its steps', () => {
    // (0, 20] has 10 and 20, (20, 40] has 30 and 40; nothing is at 0 or before.
    expect(ask('label_replace(max_over_time(m[$__interval]),"__name__","m","","")', 'range')).toEqual([
      ['m a', [20, 40], [4, 9]],
      ['m b', [20], [5]],
    ]);
  });

  it('moves a window by its offset', () => {
    const moved = (offset: string): unknown =>
      ask(`label_replace(max_over_time(n[$__interval]${offset}),"__name__","n","","")`, 'range', 60);
    expect(moved('')).toEqual([['n a', [20, 40], [1, 1]]]);
    // A sample at the end of a step and a window that ends a millisecond before: it is in the next one.
    expect(moved(' offset 1ms')).toEqual([['n a', [20, 60], [1, 1]]]);
    expect(moved(' offset -1ms')).toEqual([['n a', [20, 40], [1, 1]]]);
  });

  it('keeps the steps at which several pods have one device', () => {
    const shared: Series[] = [
      { metric: 'u', labels: { UUID: 'x', pod: 'a' }, timesS: [5, 25, 45], values: [1, 2, 3] },
      { metric: 'u', labels: { UUID: 'x', pod: 'b' }, timesS: [25], values: [4] },
      { metric: 'u', labels: { UUID: 'y', pod: 'c' }, timesS: [5, 25, 45], values: [5, 6, 7] },
    ];
    const promql =
      'label_replace(max_over_time(u[$__interval]),"__name__","u","","") and on (UUID) (count by (UUID) (count by (UUID,pod) (u)) > 1)';
    const query = { refId: 'activity', mode: 'range', metrics: [], promql } as const;
    const found = answer(query, shared, { fromS: 0, toS: 60, stepS: 20 });
    expect(found.map(({ labels, timesS, values }) => [labels['pod'], timesS, values])).toEqual([
      ['a', [40], [2]],
      ['b', [40], [4]],
    ]);
  });

  it('lets the first operand of an or have the labels, whatever the name', () => {
    const named = (name: string): string =>
      `label_replace(min_over_time(${name}[$__interval]),"__name__","${name}","","")`;
    expect(ask(`${named('n')} or ${named('m')}`, 'range')).toEqual([
      ['n a', [20, 40], [1, 1]],
      ['m b', [20], [5]],
    ]);
  });

  it('looks through parentheses that only group', () => {
    const named = (name: string): string =>
      `label_replace(max_over_time(${name}[$__interval]),"__name__","${name}","","")`;
    const plain = ask(`${named('n')} or ${named('m')} or ${named('o')}`, 'range');
    expect(ask(`((${named('n')} or ${named('m')})) or (${named('o')})`, 'range')).toEqual(plain);
    expect(ask('last_over_time({__name__="m",pod=~"(a|b)"}[$__range])', 'instant')).toHaveLength(2);
  });

  it('does not answer a form of query that it does not know', () => {
    expect(() => ask('rate(m[$__interval])', 'range')).toThrow('does not know');
    expect(() => ask('max_over_time(m[$__interval])', 'range')).toThrow('loses the name');
  });

  it('understands every query of the timeline', () => {
    for (const query of TIMELINE_QUERIES) {
      expect(answer(query, stored, { fromS: 0, toS: 40, stepS: 20 })).toEqual([]);
    }
  });
});

describe('what a panel gets', () => {
  it('is the same for the same seed', () => {
    const shown = (): string =>
      JSON.stringify(store(drawn, [15, 60], new Random(9)).map((stored) => render(stored)));
    expect(shown()).toBe(shown());
  });

  it('has nothing from after now', () => {
    const [stored] = store(drawn, [15], new Random(9));
    if (!stored) throw new Error('nothing stored');
    const nowS = drawn.fromS + 200;
    const { data, options } = render(stored, nowS);
    expect(options.nowS).toBe(nowS);
    expect(data.series.length).toBeGreaterThan(0);
    for (const { timesS } of data.series) expect(Math.max(...(timesS as number[]))).toBeLessThanOrEqual(nowS);
  });
});
