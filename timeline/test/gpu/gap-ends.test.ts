import { describe, expect, test } from 'vitest';
import {
  activity,
  cluster,
  gapsOf,
  observed,
  onlyColdStart,
  stretchesOf,
  timelineAt,
  utilization,
  type Observed,
  type Point,
} from '../fixtures/index.js';

const NOW = 200;
/** Allocated at 0, Ready at 200. */
const POD = cluster({ nowS: NOW, created: 0, scheduled: 0, accepted: 0, started: 1, ready: 200, gpus: 1 });

/** A sample every 10 s from 10 on. */
function tens(values: readonly number[]): Point[] {
  return values.map((value, i) => [10 * (i + 1), value]);
}

function reportOf(points: readonly Point[]): Observed {
  return observed(onlyColdStart(timelineAt(NOW, POD, [activity(points)])));
}

function padded(values: readonly number[]): number[] {
  return Array.from({ length: 20 }, (_, i) => values[i] ?? 0);
}

describe('an end of a gap by a field that counts all the time', () => {
  test('lies inside the interval whose mean tells how much of it was busy', () => {
    // (30, 40] is 0.2 of which the next says 0.8: busy for its last 2.5 s. (70, 80] is 0.4: busy for its first 5 s.
    const report = reportOf(tens(padded([0, 0, 0, 0.2, 0.8, 0.8, 0.8, 0.4])));
    expect(gapsOf(report)).toEqual([
      [0, 37.5],
      [75, 200],
    ]);
    expect(report.gaps.map(({ resolutionS }) => resolutionS)).toEqual([10, 10]);
    // The mean over the stretch of work is what the samples add up to: 10 * (0.2 + 3 * 0.8 + 0.4) over 37.5 s.
    expect(stretchesOf(report)).toEqual([
      [0, 37.5, 'idle'],
      [37.5, 75, 'busy'],
      [75, 200, 'idle'],
    ]);
  });

  test('is where samples are where the interval beside it is no busier', () => {
    const report = reportOf(tens(padded([0, 0, 0, 0.9, 0.5, 0.5, 0.8])));
    expect(gapsOf(report)).toEqual([
      [0, 30],
      [70, 200],
    ]);
  });

  test('of a burst in one interval leaves its middle to it, as long as such bursts work', () => {
    // Of nothing more is known than 0.25 of 10 s: at a level of 0.5, the geometric mean of 0.25 and 1, that is 5 s.
    expect(gapsOf(reportOf(tens(padded([0, 0, 0, 0, 0.25]))))).toEqual([
      [0, 42.5],
      [47.5, 200],
    ]);
    // Inside its other work the GPU shows 0.64: at 0.4 the same burst lasts 6.25 s.
    const known = gapsOf(reportOf(tens(padded([0, 0, 0, 0, 0.25, 0, 0, 0, 0.64, 0.64, 0.64]))));
    expect(known).toEqual([
      [0, 41.875],
      [48.125, 80],
      [110, 200],
    ]);
  });

  test('of a burst over two intervals leaves what lies between them to it', () => {
    // At least 0.25, at most 1: at 0.5 the first is busy for 2 s, the second for 5 s.
    expect(gapsOf(reportOf(tens(padded([0, 0, 0, 0.1, 0.25]))))).toEqual([
      [0, 38],
      [45, 200],
    ]);
  });

  test('beside a hole stays where the sample is: what the hole hides may be work', () => {
    const points = tens(padded([0, 0, 0.2, 0.8, 0.8])).filter(([atS]) => atS <= 20 || atS >= 50);
    expect(stretchesOf(reportOf(points))).toEqual([
      [0, 20, 'idle'],
      [20, 40, 'unknown'],
      [40, 50, 'busy'],
      [50, 200, 'idle'],
    ]);
  });

  test('is at the threshold as it was: an interval below it is idle as a whole', () => {
    expect(gapsOf(reportOf(tens(padded([0, 0, 0.049, 0.8, 0.8, 0.8]))))).toEqual([
      [0, 30],
      [60, 200],
    ]);
  });
});

describe('an end of a gap by a field that looks back for a second', () => {
  test('lies midway between the seconds that tell the one and the other', () => {
    const points = tens(padded([0, 0, 0, 80, 80, 80]));
    const { gaps, ...report } = observed(onlyColdStart(timelineAt(NOW, POD, [utilization(points)])));
    // Idle at 30, busy over [39, 40]; busy at 60, idle over [69, 70]. Half of what is before [9, 10] is left unknown.
    expect(
      gaps.map(({ startS, endS, resolutionS }) => [
        startS - 1_700_000_000,
        endS - 1_700_000_000,
        resolutionS,
      ]),
    ).toEqual([
      [4.5, 34.5, 5.5],
      [64.5, 200, 5.5],
    ]);
    // The cluster dates the last end to 1 s.
    expect(report.resolutionS).toBe(5.5 + 5.5 + 5.5 + 1);
  });
});

describe('a gap that the samples do not show', () => {
  const until = (nowS: number, ...series: Parameters<typeof timelineAt>[1][]) =>
    observed(
      onlyColdStart(
        timelineAt(
          nowS,
          cluster({ nowS, created: 0, scheduled: 0, accepted: 0, gpus: 1, isReady: 0 }),
          ...series,
        ),
      ),
    );

  test('is not reported: one look at an idle GPU proves a second, however long it stands for', () => {
    const points = tens([80, 80, 80, 0]);
    // Idle from 34.5, and until 54.5 no other sample is overdue: 20 s, twice the spacing, by a single look.
    expect(stretchesOf(until(54.5, [utilization(points)])).at(-1)).toEqual([34.5, 54.5, 'idle']);
    expect(until(54.5, [utilization(points)]).gaps).toEqual([]);
    expect(gapsOf(until(54.5, [utilization([...points, [50, 0]])]))).toEqual([[34.5, 54.5]]);
  });

  test('is reported where a mean shows a whole interval of it', () => {
    expect(gapsOf(until(50, [activity(tens([0.8, 0.8, 0.8, 0]))]))).toEqual([[30, 50]]);
  });
});
