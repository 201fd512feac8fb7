import type { TimelineQuery } from '@coldstart/timeline';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluate, SeriesStore, type Sample } from '../../src/view/store/index.js';

function query(mode: TimelineQuery['mode'], promql: string): TimelineQuery {
  return { refId: 'marks', mode, metrics: [], promql };
}

const LAST = 'last_over_time({__name__=~"up|down"}[$__range])';

const anySample: fc.Arbitrary<Sample> = fc.record({
  metric: fc.constantFrom('up', 'down', 'other'),
  labels: fc.record({ pod: fc.constantFrom('a', 'b') }),
  timeMs: fc.integer({ min: 0, max: 5000 }),
  value: fc.integer(),
});

/** One sample per series and time: what a series is. */
const anySamples = fc.uniqueArray(anySample, {
  selector: ({ metric, labels, timeMs }) => `${metric} ${String(labels['pod'])} ${timeMs}`,
  maxLength: 60,
});

/** The same answer from a plain list of samples, written the slow way. */
function reference(
  samples: readonly Sample[],
  mode: TimelineQuery['mode'],
  from: number,
  to: number,
  step: number,
) {
  const inRange = samples
    .filter(({ metric, timeMs }) => metric !== 'other' && timeMs >= from && timeMs <= to)
    .sort((a, b) => a.timeMs - b.timeMs);
  const kept = new Map<string, Sample>();
  for (const sample of inRange) {
    const series = `${sample.metric}/${String(sample.labels['pod'])}`;
    kept.set(mode === 'instant' ? series : `${series}/${Math.ceil(sample.timeMs / step)}`, sample);
  }
  return [...kept.values()];
}

function flat(answers: ReturnType<typeof evaluate>): Sample[] {
  return answers.flatMap(({ metric, labels, timesMs, values }) =>
    timesMs.map((timeMs, i) => ({ metric, labels, timeMs, value: values[i] ?? NaN })),
  );
}

function sorted(samples: readonly Sample[]): readonly string[] {
  return samples.map((sample) => JSON.stringify(sample)).sort();
}

describe('queries over memory', () => {
  test.each(['instant', 'range'] as const)('%s: the last sample of each window, in any order fed', (mode) => {
    fc.assert(
      fc.property(
        anySamples,
        fc.integer({ min: 0, max: 4000 }),
        fc.integer({ min: 1, max: 3000 }),
        fc.integer({ min: 1, max: 700 }),
        fc.infiniteStream(fc.nat()),
        (samples, fromMs, length, stepMs, random) => {
          const store = new SeriesStore();
          store.add([...samples].sort(() => ((random.next().value ?? 0) % 2 === 0 ? 1 : -1)));
          const range = { fromMs, toMs: fromMs + length, stepMs };
          expect(sorted(flat(evaluate(store, query(mode, LAST), range)))).toEqual(
            sorted(reference(samples, mode, range.fromMs, range.toMs, stepMs)),
          );
        },
      ),
    );
  });

  test('times of a series are ascending', () => {
    fc.assert(
      fc.property(anySamples, fc.integer({ min: 1, max: 700 }), (samples, stepMs) => {
        const store = new SeriesStore();
        store.add(samples);
        for (const { timesMs } of evaluate(store, query('range', LAST), { fromMs: 0, toMs: 5000, stepMs })) {
          expect(timesMs).toEqual([...timesMs].sort((a, b) => a - b));
        }
      }),
    );
  });

  test('min_over_time keeps the name, whatever puts it back around it', () => {
    const store = new SeriesStore();
    for (const [timeMs, value] of [
      [1000, 7],
      [2000, 5],
      [3000, 9],
    ] as const) {
      store.add([{ metric: 'started', labels: { pod: 'a' }, timeMs, value }]);
    }
    const promql =
      'label_replace(min_over_time(ready[$__range]),"__name__","ready","","") or ' +
      'label_replace(min_over_time(started[$__range]),"__name__","started","","")';
    expect(evaluate(store, query('instant', promql), { fromMs: 0, toMs: 4000, stepMs: 1000 })).toEqual([
      { metric: 'started', labels: { pod: 'a' }, timesMs: [2000], values: [5] },
    ]);
  });

  test.each([
    ['{__name__="up",pod="a"}', ['a']],
    ['up{pod!="a"}', ['b', 'c}"']],
    ['up{pod=~"a|b"}', ['a', 'b']],
    ['up{pod!~"a.*"}', ['b', 'c}"']],
    ['up{missing=""}', ['a', 'b', 'c}"']],
    ['up{missing=~"|x"}', ['a', 'b', 'c}"']],
    ['up{pod="c}\\""}', ['c}"']],
    ['up{pod=~"."}', ['a', 'b']],
  ])('%s selects %j', (selector, pods) => {
    const store = new SeriesStore();
    store.add(['a', 'b', 'c}"'].map((pod) => ({ metric: 'up', labels: { pod }, timeMs: 1, value: 1 })));
    const answers = evaluate(store, query('instant', `last_over_time(${selector}[1h])`), {
      fromMs: 0,
      toMs: 10,
      stepMs: 1,
    });
    expect(answers.map(({ labels }) => labels['pod'])).toEqual(pods);
  });

  test('what is not understood is said, not guessed', () => {
    const range = { fromMs: 0, toMs: 1, stepMs: 1 };
    expect(() => evaluate(new SeriesStore(), query('instant', 'rate(up[5m])'), range)).toThrow(
      'only last_, min_ and max_over_time are understood, not: rate(up[5m])',
    );
    expect(() => evaluate(new SeriesStore(), query('instant', 'last_over_time(up{pod}[5m])'), range)).toThrow(
      'not a label matcher: pod',
    );
  });

  test('a value that JSON cannot say is null', () => {
    const store = new SeriesStore();
    store.add([{ metric: 'up', labels: {}, timeMs: 1, value: Infinity }]);
    const [answer] = evaluate(store, query('instant', LAST), { fromMs: 0, toMs: 1, stepMs: 1 });
    expect(answer?.values).toEqual([null]);
  });
});

describe('limits', () => {
  const sample = (metric: string, timeMs: number): Sample => ({ metric, labels: {}, timeMs, value: timeMs });

  test('a series keeps its newest samples; the loss is said once', () => {
    const notices: string[] = [];
    const store = new SeriesStore({ series: 10, samplesPerSeries: 100 }, (notice) => notices.push(notice));
    store.add(Array.from({ length: 1000 }, (_, i) => sample('up', i)));
    const [answer] = evaluate(store, query('range', LAST), { fromMs: 0, toMs: 1000, stepMs: 1 });
    expect(answer?.timesMs.length).toBeGreaterThanOrEqual(100);
    expect(answer?.timesMs.length).toBeLessThanOrEqual(110);
    expect(answer?.timesMs.at(-1)).toBe(999);
    expect(notices).toEqual(['More than 100 samples per series: the oldest are dropped from memory.']);
  });

  test('of too many series, the one that fell silent first goes', () => {
    const notices: string[] = [];
    const store = new SeriesStore({ series: 2, samplesPerSeries: 10 }, (notice) => notices.push(notice));
    store.add([
      sample('silent', 1),
      sample('fresh', 2),
      sample('fresh', 9),
      sample('new', 8),
      sample('newer', 9),
    ]);
    expect([...store.all()].map(({ metric }) => metric)).toEqual(['fresh', 'newer']);
    expect(notices).toHaveLength(1);
  });
});
