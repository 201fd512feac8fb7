import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildTimeline, type TimelineData } from '../src/index.js';
import { ANY_NOW_S, anySeries } from './fixtures/stories.js';
import { anySpans, T0 } from './fixtures/index.js';

const OPTIONS = { nowS: T0 + ANY_NOW_S, fromS: T0 - 10_000, toS: T0 + ANY_NOW_S };
const RUNS = { numRuns: 400 };
/** Unix seconds as doubles are exact to a quarter of a microsecond; sums of a few stay within this. */
const ROUNDING_S = 1e-5;

const anyData: fc.Arbitrary<TimelineData> = fc.record({ series: anySeries, spans: anySpans });

test('the critical path covers a cold start once, and no phase has more on it than it lasts', () => {
  fc.assert(
    fc.property(anyData, (data) => {
      for (const { criticalPath, phases, startS, endS } of buildTimeline(data, OPTIONS).coldStarts) {
        let reachedS = startS;
        const onPath = phases.map(() => 0);
        for (const piece of criticalPath) {
          expect(piece.startS).toBe(reachedS);
          expect(piece.endS).toBeGreaterThan(piece.startS);
          reachedS = piece.endS;
          if (piece.phase !== null)
            onPath[piece.phase] = (onPath[piece.phase] ?? 0) + piece.endS - piece.startS;
        }
        expect(reachedS).toBe(endS);
        phases.forEach(({ durationS }, index) => {
          expect(onPath[index]).toBeLessThanOrEqual(durationS + ROUNDING_S);
        });
      }
    }),
    RUNS,
  );
});

test('spans and clocks give figures in order, ids of their own, and nothing twice', () => {
  let traced = 0;
  fc.assert(
    fc.property(anyData, (data) => {
      const { coldStarts } = buildTimeline(data, OPTIONS);
      expect(new Set(coldStarts.map(({ id }) => id)).size).toBe(coldStarts.length);
      for (const { phases, durationS, clocks, reported } of coldStarts) {
        expect(durationS).toBeGreaterThanOrEqual(0);
        for (const phase of phases) {
          if (phase.source === 'traces') traced++;
          expect(phase.durationS).toBe(phase.endS - phase.startS);
          expect(phase.durationS).toBeGreaterThanOrEqual(0);
        }
        for (const { lowS, highS } of clocks) {
          expect(lowS).toBeLessThanOrEqual(highS);
          expect(lowS > 0 || highS < 0).toBe(true);
        }
        for (const { seconds } of reported) expect(seconds).toBeGreaterThan(0);
      }
    }),
    RUNS,
  );
  expect(traced).toBeGreaterThan(100);
});

test('the order of spans and one that comes twice change nothing', () => {
  fc.assert(
    fc.property(
      anyData.chain((data) =>
        fc.record({
          data: fc.constant(data),
          mixed: fc.shuffledSubarray([...(data.spans ?? [])], { minLength: data.spans?.length ?? 0 }),
        }),
      ),
      ({ data, mixed }) => {
        const expected = buildTimeline(data, OPTIONS);
        expect(buildTimeline({ ...data, spans: mixed }, OPTIONS)).toEqual(expected);
        expect(buildTimeline({ ...data, spans: [...mixed, ...mixed] }, OPTIONS)).toEqual(expected);
      },
    ),
    RUNS,
  );
});
