import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  buildTimeline,
  TimelineBuilder,
  type Series,
  type Timeline,
  type TimelineOptions,
} from '../src/index.js';
import { activity, cluster, every, own, T0, utilization } from './fixtures/index.js';
import { READY_CLUSTER, READY_OWN } from './fixtures/one-pod.js';
import { anySeries, ANY_NOW_S } from './fixtures/stories.js';

/** How a data source hands over what it had before. */
const copies: Readonly<Record<string, (one: Series) => Series>> = {
  'the same object': (one) => one,
  'new arrays': (one) => ({
    metric: one.metric,
    labels: { ...one.labels },
    timesS: Array.from(one.timesS),
    values: Array.from(one.values),
  }),
  'new typed arrays': (one) => ({
    metric: one.metric,
    labels: Object.fromEntries(Object.entries(one.labels).reverse()),
    timesS: Float64Array.from(one.timesS),
    values: Float64Array.from(one.values),
  }),
};

/** A sample more, or one value changed, or the oldest samples gone. */
const edits: Readonly<Record<string, (one: Series, at: number) => Series>> = {
  none: (one) => one,
  append: (one, at) => ({
    ...one,
    timesS: [...Array.from(one.timesS), T0 + ANY_NOW_S + at],
    values: [...Array.from(one.values), one.values[one.values.length - 1] ?? 0],
  }),
  change: (one, at) => ({
    ...one,
    values: Array.from(one.values, (value, i) => (i === at % one.values.length ? value + 1 : value)),
  }),
  slide: (one, at) => ({
    ...one,
    timesS: Array.from(one.timesS).slice(at % 3),
    values: Array.from(one.values).slice(at % 3),
  }),
};

interface Step {
  readonly copy: string;
  /** Per series: what happens to it. */
  readonly edits: readonly (readonly [edit: string, at: number])[];
  /** Series that come, and the index of the first and the number of those that go. */
  readonly come: readonly Series[];
  readonly go: readonly [at: number, count: number];
  readonly turned: number;
  readonly options: TimelineOptions;
}

const options: fc.Arbitrary<TimelineOptions> = fc
  .record({
    nowS: fc.constantFrom(ANY_NOW_S, ANY_NOW_S, ANY_NOW_S + 15, ANY_NOW_S + 400, 60),
    fromS: fc.constantFrom(-10_000, -10_000, -9_985, 0, 30),
    busyThreshold: fc.constantFrom(0.05, 0.05, 0.5),
    minGapS: fc.constantFrom(5, 5, 20),
  })
  .map(({ nowS, fromS, ...thresholds }) => ({
    nowS: T0 + nowS,
    fromS: T0 + fromS,
    toS: T0 + ANY_NOW_S + 200,
    ...thresholds,
  }));

const step: fc.Arbitrary<Step> = fc.record({
  copy: fc.constantFrom(...Object.keys(copies)),
  edits: fc.array(fc.tuple(fc.constantFrom('none', 'none', 'none', ...Object.keys(edits)), fc.nat(30)), {
    minLength: 1,
    maxLength: 12,
  }),
  come: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: anySeries }),
  go: fc.tuple(fc.nat(60), fc.constantFrom(0, 0, 1, 40)),
  turned: fc.constantFrom(0, 0, 0, 1, 50),
  options,
});

function next(series: readonly Series[], { copy, edits: changes, come, go, turned }: Step): Series[] {
  const kept = series.filter((_, i) => i < go[0] || i >= go[0] + go[1]);
  const edited = kept.map((one, i) => {
    const [edit, at] = changes[i % changes.length] ?? ['none', 0];
    const changed = edits[edit]?.(one, at) ?? one;
    return copies[copy]?.(changed) ?? changed;
  });
  const all = [...edited.slice(0, go[0]), ...come, ...edited.slice(go[0])];
  return [...all.slice(turned), ...all.slice(0, turned)];
}

const VIEW = { nowS: T0 + 100, fromS: T0, toS: T0 + 3600 };
const LATER = { ...VIEW, nowS: T0 + 115, fromS: T0 - 15 };

/** Ready at 61 s, with a GPU that idles and works. */
function readyPod(pod: string): Series[] {
  return [
    ...cluster({ ...READY_CLUSTER, pod }),
    ...own({ ...READY_OWN, pod }),
    activity(
      every(5, 2, 100, (atS) => (atS % 20 < 10 ? 0 : 0.5)),
      { pod, uuid: `GPU-${pod}` },
    ),
  ];
}

function phasesOf(timeline: Timeline, pod: string): unknown {
  return timeline.coldStarts.find((one) => one.pod === pod)?.phases;
}

describe('a timeline that is built again', () => {
  test('is what it would be built for the first time, whatever came before', () => {
    fc.assert(
      fc.property(anySeries, fc.array(step, { minLength: 1, maxLength: 6 }), (first, steps) => {
        const builder = new TimelineBuilder();
        let series: Series[] = [...first];
        for (const one of steps) {
          series = next(series, one);
          expect(builder.build({ series }, one.options)).toEqual(buildTimeline({ series }, one.options));
        }
      }),
      { numRuns: 150 },
    );
  });

  test.each(Object.entries(copies))('keeps a cold start that is over as time goes on: %s', (_, copy) => {
    const builder = new TimelineBuilder();
    const series = ['a', 'b'].flatMap(readyPod);
    const before = builder.build({ series }, VIEW);
    const after = builder.build({ series: series.map(copy) }, LATER);
    expect(phasesOf(before, 'a')).toHaveLength(8);
    expect(phasesOf(after, 'a')).toBe(phasesOf(before, 'a'));
    expect(phasesOf(after, 'b')).toBe(phasesOf(before, 'b'));
    // It is drawn up to the new end all the same.
    const gpu = after.coldStarts[0]?.gpu;
    expect(gpu?.kind === 'observed' && gpu.gpus[0]?.activity.at(-1)?.endS).toBe(T0 + 115);
  });

  test('makes anew only the pod that has changed, also when another comes or goes before it', () => {
    const builder = new TimelineBuilder();
    const [a, b, c] = [readyPod('a'), readyPod('b'), readyPod('c')];
    const first = builder.build({ series: [...a, ...b] }, VIEW);
    const changed = a.map((one) =>
      one.labels['phase'] === 'warmup' ? { ...one, values: [(one.values[0] ?? 0) + 1] } : one,
    );
    const second = builder.build({ series: [...changed, ...b] }, VIEW);
    expect(phasesOf(second, 'a')).not.toEqual(phasesOf(first, 'a'));
    expect(phasesOf(second, 'b')).toBe(phasesOf(first, 'b'));

    const third = builder.build({ series: [...changed, ...c, ...b] }, VIEW);
    expect(phasesOf(third, 'c')).toHaveLength(8);
    expect(phasesOf(third, 'a')).toBe(phasesOf(second, 'a'));
    expect(phasesOf(third, 'b')).toBe(phasesOf(first, 'b'));

    const fourth = builder.build({ series: b }, VIEW);
    expect(fourth.coldStarts.map(({ pod }) => pod)).toEqual(['b']);
    expect(phasesOf(fourth, 'b')).toBe(phasesOf(first, 'b'));
  });

  test('asks again where the time of evaluation matters: a load that goes on, a pod that is gone', () => {
    const builder = new TimelineBuilder();
    const series = [
      ...own({ nowS: 100, pod: 'loads', phases: { runtime_init: [5, null] }, inProgress: 5 }),
      ...own({ nowS: 100, pod: 'quiet', phases: { runtime_init: [5, null] }, inProgress: 5, seenUntilS: 80 }),
    ];
    const outcomes = (nowS: number): unknown =>
      builder
        .build({ series }, { ...VIEW, nowS: T0 + nowS })
        .coldStarts.map(({ pod, outcome, durationS }) => [pod, outcome.kind, durationS]);
    expect(outcomes(100)).toEqual([
      ['loads', 'loading', 95],
      ['quiet', 'loading', 95],
    ]);
    expect(outcomes(115)).toEqual([
      ['loads', 'loading', 110],
      ['quiet', 'lost', 75],
    ]);
  });

  test('reads samples in order from typed arrays as they are, and others alike', () => {
    const series = [
      ...readyPod('a'),
      utilization(
        every(5, 2, 100, (atS) => (atS % 20 < 10 ? 0 : 50)),
        { pod: 'a', uuid: 'GPU-percent' },
      ),
    ];
    const typed = series.map((one) => copies['new typed arrays']?.(one) ?? one);
    const backwards = typed.map((one) => ({
      ...one,
      timesS: Float64Array.from(one.timesS).reverse(),
      values: Float64Array.from(one.values).reverse(),
    }));
    const expected = buildTimeline({ series }, VIEW);
    expect(expected.coldStarts[0]?.gpu).toMatchObject({ kind: 'observed', gpus: [{}, {}] });
    expect(buildTimeline({ series: typed }, VIEW)).toEqual(expected);
    expect(buildTimeline({ series: backwards }, VIEW)).toEqual(expected);
  });
});
