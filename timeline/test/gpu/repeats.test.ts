import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byExporter, patternOf, repeatsAmong } from '../../src/gpu/repeats.js';
import { activity, cluster, every, onlyColdStart, timelineAt, T0, utilization } from '../fixtures/index.js';

const repeatsOf = (gpus: readonly ReturnType<typeof read>[]) =>
  repeatsAmong([...byExporter(gpus).values()].map(patternOf));

/** Values read every `stepS`, each `times` in a row. */
function read(values: readonly number[], times: number, stepS = 15, exporter = 'x') {
  const ratios = values.flatMap((value) => Array.from({ length: times }, () => value));
  return { exporter, spacingS: stepS, ratios, timesS: ratios.map((_, i) => T0 + i * stepS) };
}

const ratio = fc.double({ min: 0, max: 1, noNaN: true });
const measured = fc.array(fc.oneof(ratio, fc.constant(0), fc.constant(1)), { maxLength: 60 });

describe('how often a measurement is told', () => {
  test('is as often as its values repeat, whatever they are', () => {
    const different = fc.uniqueArray(ratio, { minLength: 10, maxLength: 60 });
    fc.assert(
      fc.property(different, fc.array(measured), fc.integer({ min: 1, max: 6 }), (one, others, times) => {
        const gpus = [one, ...others].map((values) => read(values, times));
        expect(repeatsOf(gpus)).toBe(times);
      }),
    );
  });

  test('does not mind idle stretches, missing samples and a few readings on the wrong side', () => {
    const values = Array.from({ length: 40 }, (_, i) => (i % 10 < 4 ? 0 : i / 40));
    const told = read(values, 2);
    const kept = told.timesS.map((_, i) => i).filter((i) => i % 23 !== 5);
    const holed = {
      ...told,
      timesS: kept.map((i) => told.timesS[i] ?? 0),
      ratios: kept.map((i) => told.ratios[i] ?? 0),
    };
    expect(repeatsOf([holed])).toBe(2);
    const late = { ...told, ratios: told.ratios.map((own, i) => (i === 30 ? (told.ratios[29] ?? 0) : own)) };
    expect(repeatsOf([late])).toBe(2);
  });

  test('is once where one GPU of the exporter changes in between', () => {
    const steady = read(
      Array.from({ length: 20 }, (_, i) => i / 20),
      2,
    );
    const lively = read(
      Array.from({ length: 40 }, (_, i) => (i * 7) % 11),
      1,
    );
    expect(repeatsOf([steady, lively])).toBe(1);
  });

  test('is once where too little changes to tell', () => {
    expect(repeatsOf([])).toBe(1);
    expect(repeatsOf([read([0, 1, 0, 1, 0], 4)])).toBe(1);
    expect(
      repeatsOf([
        read(
          Array.from({ length: 100 }, () => 0),
          1,
        ),
      ]),
    ).toBe(1);
  });

  test('counts what several GPUs of an exporter do at once as one sign, of several exporters as several', () => {
    const same = (exporter: string) => read([0, 1, 0, 1, 0], 4, 15, exporter);
    expect(repeatsOf(['x', 'x', 'x'].map(same))).toBe(1);
    expect(repeatsOf(['x', 'y', 'z'].map(same))).toBe(4);
  });
});

describe('a measurement every 30 s that is read every 20 s', () => {
  const NOW = 1200;
  /** Measured at 7, 37, 67, …: never the same twice, but idle as measured at 607 to 727. */
  const measured = (atS: number) => (atS >= 607 && atS <= 727 ? 0 : 0.9 - Math.abs(atS - 660) / 4000);
  const readAt = (atS: number) => measured(Math.floor((atS - 7) / 30) * 30 + 7);

  test('is told once and twice by turns, 1.5 times', () => {
    const timesS = every(20, 10, NOW, readAt).map(([atS]) => T0 + atS);
    const ratios = every(20, 10, NOW, readAt).map(([, ratio]) => ratio);
    expect(repeatsOf([{ exporter: 'x', spacingS: 20, timesS, ratios }])).toBe(1.5);
  });

  test('has the resolution of its measurements, each of which counts once, from when it was read first', () => {
    const pod = cluster({
      nowS: NOW,
      created: 0,
      scheduled: 2,
      accepted: 2,
      started: 2,
      gpus: 1,
      isReady: 0,
    });
    const timeline = timelineAt(NOW, pod, [activity(every(20, 10, NOW, readAt))]);
    const { gpu } = onlyColdStart(timeline);
    expect(gpu).toMatchObject({ gpus: [{ spacingS: 30 }], minGapS: 60 });
    // The last before was read at 590, the first idle one at 610, the first after, of 757, at 770.
    expect(gpu.kind === 'observed' && gpu.gaps.map(({ startS, endS }) => [startS - T0, endS - T0])).toEqual([
      [590, 730],
    ]);
    expect(timeline.notes).toContainEqual(
      expect.stringContaining('is measured every 30 s, though it is read every 20 s'),
    );
  });

  test('is told from values that change at any reading', () => {
    const timesS = Array.from({ length: 60 }, (_, i) => T0 + 20 * i);
    const random = Array.from({ length: 60 }, (_, i) => (i * 37) % 11);
    const now_and_then = random.map((value, i) => random[i - (i % 7 === 3 ? 1 : 0)] ?? value);
    expect(repeatsOf([{ exporter: 'x', spacingS: 20, timesS, ratios: random }])).toBe(1);
    expect(repeatsOf([{ exporter: 'x', spacingS: 20, timesS, ratios: now_and_then }])).toBe(1);
  });

  test('is not told from too few changes', () => {
    const few = every(20, 10, 250, readAt);
    const told = {
      exporter: 'x',
      spacingS: 20,
      timesS: few.map(([atS]) => T0 + atS),
      ratios: few.map(([, ratio]) => ratio),
    };
    expect(repeatsOf([told])).toBe(1);
  });
});

describe('a GPU that is read more often than it is measured', () => {
  const NOW = 600;
  const pod = cluster({ nowS: NOW, created: 0, scheduled: 2, accepted: 2, started: 2, gpus: 1, isReady: 0 });
  /** Idle for 30 s from 300 on, else busy, never the same twice. */
  const at = (atS: number) => (atS > 300 && atS <= 330 ? 0 : 0.5 + atS / 2000);

  test('has the resolution of its measurements, and a note says so', () => {
    const measuredAt = (atS: number) => at(Math.ceil(atS / 30) * 30);
    const timeline = timelineAt(NOW, pod, [activity(every(15, 15, NOW, measuredAt))]);
    expect(onlyColdStart(timeline).gpu).toMatchObject({ gpus: [{ spacingS: 30 }], minGapS: 60, gaps: [] });
    expect(timeline.notes).toContainEqual(
      expect.stringContaining('GPU activity of pod a is measured every 30 s, though it is read every 15 s'),
    );
  });

  test('is told from one that is measured as often as it is read', () => {
    const timeline = timelineAt(NOW, pod, [activity(every(15, 15, NOW, at))]);
    expect(onlyColdStart(timeline).gpu).toMatchObject({ gpus: [{ spacingS: 15 }], minGapS: 30, gaps: [{}] });
    expect(timeline.notes).not.toContainEqual(expect.stringContaining('measured every'));
  });
});

describe('a field that sees only the last second', () => {
  const pod = cluster({ nowS: 100, created: 0, scheduled: 2, accepted: 2, started: 9, gpus: 1, isReady: 0 });
  const notesOf = (stepS: number, of: typeof activity) =>
    timelineAt(100, pod, [of(every(stepS, 5, 100, () => 0))]).notes.join('\n');

  test('says what it does not see', () => {
    expect(notesOf(15, utilization)).toContain(
      'DCGM_FI_DEV_GPU_UTIL of pod a looks back no further than 1 s, once every 15 s',
    );
    expect(notesOf(1, utilization)).not.toContain('looks back');
    expect(notesOf(15, activity)).not.toContain('looks back');
  });
});
