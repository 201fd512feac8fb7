import { describe, expect, test } from 'vitest';
import { chartQueue, sampleAt } from '../../src/layout';
import { queue, T0_S } from '../given/timeline';

const SCALE = { fromMs: T0_S * 1000, toMs: (T0_S + 200) * 1000, left: 100, width: 400 };
const BOX = { x: 100, y: 50, width: 400, height: 40 };

function samples(times: readonly number[], value = 1) {
  return times.map((s) => ({ atS: T0_S + s, value }));
}

describe('queue chart', () => {
  test('marks the peak with its time', () => {
    const track = queue();
    const chart = chartQueue(
      [track],
      ({ depth }) => depth.map(({ atS, requests }) => ({ atS, value: requests })),
      BOX,
      SCALE,
      true,
    );
    expect(chart.peak).toMatchObject({ value: 34, atS: T0_S + 89 });
    expect(chart.ticks.map(({ value }) => value)).toEqual([0, 20, 40]);
    expect(chart.ticks[0]?.y).toBe(90);
  });

  test('is broken where samples are missing', () => {
    const chart = chartQueue([queue()], () => samples([0, 5, 10, 15, 60, 65, 70]), BOX, SCALE, true);
    expect(chart.series[0]?.pieces.map(({ length }) => length)).toEqual([4, 3]);
  });

  test('enters and leaves the view on its way', () => {
    const chart = chartQueue([queue()], () => samples([-5, 0, 5, 195, 200, 205, 210]), BOX, SCALE, true);
    const xs = chart.series[0]?.pieces.flat().map(({ x }) => x) ?? [];
    expect(Math.min(...xs)).toBeLessThan(100);
    expect(Math.max(...xs)).toBeGreaterThan(500);
    expect(xs).toHaveLength(6);
  });

  test('a sample holds until the next one, not over a hole', () => {
    const given = samples([0, 5, 10, 60]);
    expect(sampleAt(given, T0_S + 7)?.atS).toBe(T0_S + 5);
    expect(sampleAt(given, T0_S + 40)).toBeNull();
    expect(sampleAt(given, T0_S - 1)).toBeNull();
  });
});
