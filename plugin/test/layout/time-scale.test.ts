import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { extentOf, msAt, rightOf, xOfMs, type TimeScale } from '../../src/layout';

const scales = fc
  .record({
    fromMs: fc.integer({ min: 0, max: 2_000_000_000_000 }),
    spanMs: fc.integer({ min: 1, max: 90 * 86_400_000 }),
    left: fc.integer({ min: 0, max: 300 }),
    width: fc.integer({ min: 1, max: 4000 }),
  })
  .map(({ fromMs, spanMs, left, width }): TimeScale => ({ fromMs, toMs: fromMs + spanMs, left, width }));
const ratio = fc.double({ min: -1, max: 2, noNaN: true });

describe('time scale', () => {
  test('time to pixel and back is the same time', () => {
    fc.assert(
      fc.property(scales, ratio, (scale, r) => {
        const ms = scale.fromMs + r * (scale.toMs - scale.fromMs);
        const back = msAt(scale, xOfMs(scale, ms));
        expect(Math.abs(back - ms)).toBeLessThanOrEqual(1e-6 * (scale.toMs - scale.fromMs) + 1e-3);
      }),
    );
  });

  test('whatever touches the view is at least a pixel wide and inside the plot', () => {
    fc.assert(
      fc.property(scales, ratio, fc.double({ min: 0, max: 2, noNaN: true }), (scale, r, length) => {
        const spanS = (scale.toMs - scale.fromMs) / 1000;
        const startS = scale.fromMs / 1000 + r * spanS;
        const endS = startS + length * spanS;
        const extent = extentOf(scale, startS, endS);
        const touches = endS * 1000 >= scale.fromMs && startS * 1000 <= scale.toMs;
        expect(extent !== null).toBe(touches);
        if (!extent) return;
        expect(extent.width).toBeGreaterThanOrEqual(1);
        expect(extent.x).toBeGreaterThanOrEqual(scale.left);
        expect(extent.x + extent.width).toBeLessThanOrEqual(rightOf(scale));
        expect(Number.isInteger(extent.x) && Number.isInteger(extent.width)).toBe(true);
      }),
    );
  });

  test('neighbours share an edge', () => {
    fc.assert(
      fc.property(scales, fc.double({ min: 0.1, max: 0.9, noNaN: true }), (scale, r) => {
        fc.pre(scale.width >= 50);
        const spanS = (scale.toMs - scale.fromMs) / 1000;
        const startS = scale.fromMs / 1000;
        const middleS = startS + r * spanS;
        const first = extentOf(scale, startS, middleS);
        const second = extentOf(scale, middleS, startS + spanS);
        expect(first && second && first.x + first.width === second.x).toBe(true);
      }),
    );
  });
});
