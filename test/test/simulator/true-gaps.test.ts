import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trueGaps } from '../../src/bench/accuracy/index.js';
import { BusyTimes } from '../../src/simulator/index.js';

const gapsOf = (
  bursts: readonly (readonly [number, number])[],
  lookS: number,
  endS = 100,
): [number, number][] =>
  trueGaps(
    new BusyTimes(bursts.map(([from, to]) => ({ startS: from, endS: to }))),
    { startS: 0, endS },
    lookS,
  ).map((gap) => [gap.startS, gap.endS]);

describe('trueGaps', () => {
  it('is the whole window where a GPU never works, and nothing where it always does', () => {
    expect(gapsOf([], 10)).toEqual([[0, 100]]);
    expect(gapsOf([[0, 100]], 10)).toEqual([]);
    expect(gapsOf([], 10, 9)).toEqual([]);
  });

  it('ends where work begins and begins where it ends', () => {
    expect(gapsOf([[40, 60]], 10)).toEqual([
      [0, 40],
      [60, 100],
    ]);
  });

  it('goes on over a burst that no sample can show', () => {
    // 0.4 s are less than 5 % of 10 s, 0.6 s are more.
    expect(gapsOf([[40, 40.4]], 10)).toEqual([[0, 100]]);
    expect(gapsOf([[40, 40.6]], 10)).toEqual([
      [0, 40],
      [40.6, 100],
    ]);
  });

  it('counts small bursts together', () => {
    // Each is 3 % of 10 s; the second is too close to the first, the third is not.
    const gaps = gapsOf(
      [
        [40, 40.3],
        [44, 44.3],
        [80, 80.3],
      ],
      10,
    );
    expect(gaps).toHaveLength(2);
    expect(gaps[0]?.[0]).toBe(0);
    expect(gaps[0]?.[1]).toBe(44);
    expect(gaps[1]?.[0]).toBe(40.3);
    expect(gaps[1]?.[1]).toBe(100);
  });

  it('never has a stretch to look at that is busy for 5 %, and misses none of which all are quiet', () => {
    const bursts = fc.array(
      fc.tuple(fc.double({ min: 0, max: 100, noNaN: true }), fc.double({ min: 0.01, max: 4, noNaN: true })),
      {
        maxLength: 12,
      },
    );
    fc.assert(
      fc.property(bursts, fc.integer({ min: 2, max: 20 }), (drawn, lookS) => {
        const busy = new BusyTimes(
          drawn
            .map(([startS, lengthS]) => ({ startS, endS: startS + lengthS }))
            .sort((a, b) => a.startS - b.startS),
        );
        const gaps = trueGaps(busy, { startS: 0, endS: 100 }, lookS);
        for (const { startS, endS } of gaps) {
          for (let i = 0; i <= 20; i++) {
            const fromS = startS + ((endS - lookS - startS) * i) / 20;
            if (endS - startS >= lookS)
              expect(busy.within(fromS, fromS + lookS)).toBeLessThanOrEqual(0.05 * lookS + 1e-6);
          }
        }
        for (let fromS = 0; fromS + lookS <= 100; fromS += 0.5) {
          if (busy.within(fromS, fromS + lookS) >= 0.05 * lookS - 1e-6) continue;
          // Idle moments in the middle of a quiet stretch belong to a gap.
          const middleS = fromS + lookS / 2;
          if (busy.within(middleS - 1e-3, middleS + 1e-3) > 0) continue;
          expect(gaps.some(({ startS, endS }) => startS <= middleS && middleS <= endS)).toBe(true);
        }
      }),
    );
  });
});
