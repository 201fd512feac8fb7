import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { layoutPlot, rightOf } from '../../src/layout';

const sizes = fc.record({
  width: fc.integer({ min: 300, max: 3000 }),
  height: fc.integer({ min: 120, max: 2000 }),
  rowsHeight: fc.integer({ min: 0, max: 20_000 }),
  hasQueue: fc.boolean(),
});

describe('plot', () => {
  test('all tracks share left and right, lie below each other and inside the panel', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        const plot = layoutPlot({ ...size, fromMs: 0, toMs: 1000 });
        for (const box of [plot.depth, plot.wait, plot.axis]) {
          expect(box.x).toBe(plot.scale.left);
          expect(box.x + box.width).toBe(rightOf(plot.scale));
        }
        expect(rightOf(plot.scale)).toBeLessThan(size.width);
        expect(plot.scale.width).toBeGreaterThan(size.width / 2);
        expect(plot.axis.y + plot.axis.height).toBeLessThanOrEqual(size.height);
        expect(plot.rows.height).toBeLessThanOrEqual(plot.axis.y);
        expect(plot.scrolls).toBe(size.rowsHeight > plot.rows.height);
        if (plot.queue === 'charts') {
          expect(plot.depth.y).toBeGreaterThanOrEqual(plot.rows.height);
          expect(plot.wait.y).toBeGreaterThanOrEqual(plot.depth.y + plot.depth.height);
          expect(plot.axis.y).toBeGreaterThanOrEqual(plot.wait.y + plot.wait.height);
        }
      }),
    );
  });
});
