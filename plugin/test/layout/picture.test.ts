import { PHASE_NAMES } from '@coldstart/conventions';
import { buildTimeline, type Series } from '@coldstart/timeline';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  heightOfRows,
  hitRow,
  layoutRows,
  pictureRow,
  rightOf,
  rowAt,
  rowsBetween,
  type RowPicture,
  type TimeScale,
} from '../../src/layout';
import { crowd, spike, T0_S } from '../given/timeline';

const SCALE: TimeScale = { fromMs: T0_S * 1000, toMs: (T0_S + 200) * 1000, left: 150, width: 800 };
const NOW_S = T0_S + 150;

/** Pods with phases at any times: nested, overlapping, equal, of no length, still running. */
const timelines = fc
  .array(
    fc.uniqueArray(
      fc.record({
        phase: fc.constantFrom(...PHASE_NAMES),
        from: fc.integer({ min: 0, max: 140 }),
        length: fc.option(fc.integer({ min: 0, max: 80 })),
      }),
      { selector: ({ phase }) => phase, minLength: 1, maxLength: 10 },
    ),
    { minLength: 1, maxLength: 5 },
  )
  .map((pods) => {
    const series = pods.flatMap((phases, pod) =>
      phases.flatMap(({ phase, from, length }): Series[] => {
        const labels = {
          model_name: 'm',
          k8s_namespace_name: 'default',
          k8s_pod_name: `pod-${pod}`,
          k8s_container_name: 'server',
          attempt: '1',
          phase,
        };
        const at = (metric: string, value: number, more = {}): Series => ({
          metric,
          labels: { ...labels, ...more },
          timesS: [NOW_S],
          values: [value],
        });
        const start = at('coldstart_phase_start_timestamp_seconds', T0_S + from);
        if (length === null) return [start];
        return [start, at('coldstart_phase_end_timestamp_seconds', T0_S + from + length, { outcome: 'ok' })];
      }),
    );
    return buildTimeline({ series }, { nowS: NOW_S, fromS: T0_S, toS: T0_S + 200 });
  });

function pictures(coldStarts: Parameters<typeof layoutRows>[0], scale = SCALE): RowPicture[] {
  const rows = layoutRows(coldStarts);
  return coldStarts.flatMap((coldStart, i) => {
    const row = rows[i];
    return row ? [pictureRow(coldStart, row, scale, NOW_S)] : [];
  });
}

describe('pictures of rows', () => {
  test('every span is inside its row and the plot, at least a pixel wide', () => {
    fc.assert(
      fc.property(timelines, ({ coldStarts }) => {
        for (const { coldStart, row, spans } of pictures(coldStarts)) {
          expect(spans).toHaveLength(coldStart.phases.length);
          for (const { box } of spans) {
            expect(box.width).toBeGreaterThanOrEqual(1);
            expect(box.height).toBeGreaterThan(5);
            expect(box.x).toBeGreaterThanOrEqual(SCALE.left);
            expect(box.x + box.width).toBeLessThanOrEqual(rightOf(SCALE));
            expect(box.y).toBeGreaterThanOrEqual(row.lanesTop);
            expect(box.y + box.height).toBeLessThanOrEqual(row.stripTop);
          }
        }
      }),
    );
  });

  test('spans that overlap in time never cover each other, unless one encloses the other', () => {
    fc.assert(
      fc.property(timelines, ({ coldStarts }) => {
        for (const { coldStart, spans } of pictures(coldStarts)) {
          const { phases } = coldStart;
          const encloses = (outer: number, inner: number): boolean => {
            const parent = phases[inner]?.parent ?? null;
            return parent !== null && (parent === outer || encloses(outer, parent));
          };
          spans.forEach((a, i) => {
            spans.slice(i + 1).forEach((b, k) => {
              const j = i + 1 + k;
              const together = a.of.startS < b.of.endS && b.of.startS < a.of.endS;
              const apart = a.box.y + a.box.height <= b.box.y || b.box.y + b.box.height <= a.box.y;
              if (encloses(i, j)) {
                expect(b.box.y).toBeGreaterThan(a.box.y);
                expect(b.box.y + b.box.height).toBeLessThanOrEqual(a.box.y + a.box.height);
              } else if (together) expect(apart).toBe(true);
            });
          });
        }
      }),
    );
  });

  test('rows follow each other without overlap, and a point is in the row that covers it', () => {
    fc.assert(
      fc.property(timelines, fc.double({ min: 0, max: 0.999, noNaN: true }), ({ coldStarts }, r) => {
        const rows = layoutRows(coldStarts);
        rows.forEach((row, i) => {
          const next = rows[i + 1];
          if (next) expect(next.top).toBe(row.top + row.height);
          expect(row.stripTop + row.strips * row.stripHeight).toBeLessThanOrEqual(row.top + row.height);
          expect(row.marksY).toBeGreaterThan(row.top);
        });
        const y = r * heightOfRows(rows);
        const row = rows[rowAt(rows, y) ?? -1];
        expect(row && row.top <= y && y < row.top + row.height).toBe(true);
        expect(rowAt(rows, heightOfRows(rows))).toBeNull();
        expect(rowAt(rows, -1)).toBeNull();
      }),
    );
  });

  test('only rows in the window are asked for', () => {
    const rows = layoutRows(crowd(200).coldStarts);
    const [first, end] = rowsBetween(rows, 1000, 1400);
    expect(end - first).toBeLessThan(10);
    expect(rows[first - 1]?.top).toBeLessThan(1000);
    expect((rows[first]?.top ?? 0) + (rows[first]?.height ?? 0)).toBeGreaterThan(1000);
    expect(rows[end]?.top).toBeGreaterThanOrEqual(1400);
  });

  test('marks: glyphs stay apart and in the plot, stems stay true', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), (widthS) => {
        const scale = { ...SCALE, toMs: (T0_S + widthS) * 1000 };
        for (const { coldStart, marks } of pictures(spike().coldStarts, scale)) {
          marks.forEach(({ x, glyphX, moment }, i) => {
            expect(x).toBeCloseTo(scale.left + ((moment.atS - T0_S) / widthS) * scale.width, 4);
            const next = marks[i + 1];
            if (next) expect(next.glyphX - glyphX).toBeGreaterThanOrEqual(9);
            expect(glyphX).toBeLessThanOrEqual(rightOf(scale) + 5);
          });
          const visible = Object.values(coldStart.marks).filter(({ atS }) => atS <= T0_S + widthS);
          expect(marks.length).toBeGreaterThanOrEqual(visible.length - 1);
        }
      }),
    );
  });

  test('nothing is drawn beyond now', () => {
    const nowX = SCALE.left + (150 / 200) * SCALE.width;
    for (const { activity, serving, gaps } of pictures(spike().coldStarts)) {
      for (const { box } of [...activity, ...gaps]) expect(box.x + box.width).toBeLessThanOrEqual(nowX);
      if (serving) expect(serving.x + serving.width).toBeLessThanOrEqual(nowX);
    }
  });

  test('a point hits the innermost span; the gap lies over the strip; the gutter is the row', () => {
    const [picture] = pictures(spike().coldStarts);
    if (!picture) throw new Error('no row');
    const at = (phase: string) => picture.spans.find(({ of }) => of.phase === phase)?.box;
    const read = at('weights_read');
    const load = at('weights_load');
    if (!read || !load) throw new Error('no span');
    const inside = hitRow(picture, read.x + 2, read.y + 2, SCALE.left);
    expect(inside?.kind === 'span' && inside.span.phase).toBe('weights_read');
    const head = hitRow(picture, load.x + 2, load.y + 2, SCALE.left);
    expect(head?.kind === 'span' && head.span.phase).toBe('weights_load');
    const gap = picture.gapGroups[0]?.box;
    expect(gap && hitRow(picture, gap.x + 3, gap.y + 3, SCALE.left)?.kind).toBe('gap');
    expect(hitRow(picture, 10, picture.row.top + 20, SCALE.left)?.kind).toBe('row');
    const glyph = picture.marks[0];
    expect(glyph && hitRow(picture, glyph.glyphX, picture.row.marksY, SCALE.left)?.kind).toBe('mark');
  });
});
