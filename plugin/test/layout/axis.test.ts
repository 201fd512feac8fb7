import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { timeTicks, valueTicks } from '../../src/layout';

describe('time ticks', () => {
  test('lie in the view, are round in the zone and at least as far apart as asked', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2_000_000_000_000 }),
        fc.integer({ min: 10, max: 400 * 86_400_000 }),
        fc.integer({ min: 100, max: 3000 }),
        fc.constantFrom(0, 3_600_000, 5.5 * 3_600_000, -8 * 3_600_000),
        (fromMs, spanMs, width, offsetMs) => {
          const scale = { fromMs, toMs: fromMs + spanMs, left: 100, width };
          const { ticks, stepMs } = timeTicks(scale, 80, offsetMs);
          expect(ticks.length).toBeLessThanOrEqual(width / 80 + 1);
          ticks.forEach(({ ms, x }, i) => {
            expect(ms).toBeGreaterThanOrEqual(fromMs);
            expect(ms).toBeLessThanOrEqual(scale.toMs);
            expect(Math.abs((ms + offsetMs) % stepMs)).toBe(0);
            const next = ticks[i + 1];
            if (next) expect(next.x - x).toBeGreaterThanOrEqual(80 - 1e-6);
          });
        },
      ),
    );
  });
});

describe('value ticks', () => {
  test('begin at 0, rise evenly and reach the highest value', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), fc.boolean(), (max, whole) => {
        const ticks = valueTicks(max, 3, whole);
        expect(ticks[0]).toBe(0);
        expect(ticks[ticks.length - 1]).toBeGreaterThanOrEqual(max * (1 - 1e-9));
        expect(ticks.length).toBeLessThanOrEqual(5);
        if (whole) expect(ticks.every(Number.isInteger)).toBe(true);
      }),
    );
  });
  test('are readable numbers', () => {
    expect(valueTicks(34, 2, true)).toEqual([0, 20, 40]);
    expect(valueTicks(0, 2, true)).toEqual([0, 1]);
    expect(valueTicks(0.3, 3, false)).toEqual([0, 0.1, 0.2, 0.3]);
  });
});
