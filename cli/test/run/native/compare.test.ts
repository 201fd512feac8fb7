import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareNative } from '../../../src/run/native/index.js';
import type { NativeFigure, SeenPhase } from '../../../src/run/native/index.js';

const figure = (seconds: number, over: Partial<NativeFigure> = {}): NativeFigure => ({
  phase: 'weights_load',
  extent: 'same',
  seconds,
  model: null,
  source: 'load_seconds',
  ...over,
});

const seen = (durationS: number, over: Partial<SeenPhase> = {}): SeenPhase => ({
  phase: 'weights_load',
  startS: 1000,
  endS: 1000 + durationS,
  model: null,
  ...over,
});

const WHOLE_S = 60;

describe('what a server tells of itself and what was seen', () => {
  it.each([
    // Up to a second, or to a tenth of the longer one, is the clocks.
    [10, 10.9, true],
    [10, 11.2, false],
    [10.75, 10, true],
    [1, 0, true],
    [50, 54, true],
    [54, 50, true],
    [50, 57, false],
  ])('%d s and %d s agree: %s, and who differs is told both', (seenS, nativeS, agree) => {
    const [result] = compareNative([figure(nativeS)], [seen(seenS)], WHOLE_S);
    expect(result).toMatchObject({ phase: 'weights_load', seenS, nativeS, source: 'load_seconds' });
    expect(result?.warning === null).toBe(agree);
    if (!agree) {
      expect(result?.warning).toBe(
        `weights_load took ${seenS.toFixed(1)} s as seen, but ${nativeS.toFixed(1)} s by the server's own load_seconds`,
      );
    }
  });

  it('says that a phase was not seen at all, unless it took no time', () => {
    const [result] = compareNative([figure(9)], [seen(9, { phase: 'compile' })], WHOLE_S);
    expect(result).toMatchObject({ seenS: null, nativeS: 9 });
    expect(result?.warning).toContain('weights_load was not seen, but took 9.0 s');
    expect(compareNative([figure(0.4)], [], WHOLE_S)[0]?.warning).toBeNull();
  });

  it('takes a figure that includes more for wrong only when it is shorter, or longer than all', () => {
    const warned = (nativeS: number) =>
      compareNative([figure(nativeS, { extent: 'includes' })], [seen(20)], WHOLE_S)[0]?.warning != null;
    expect([10, 20, 40, 59, 80].map(warned)).toEqual([true, false, false, false, true]);
  });

  it('takes a part of the start-up for wrong only when it is longer than the whole', () => {
    const warned = (nativeS: number) =>
      compareNative([figure(nativeS, { phase: null, extent: 'within' })], [], WHOLE_S)[0]?.warning;
    expect([1, 59, 62].map(warned)).toEqual([null, null, null]);
    expect(warned(80)).toBe("the start-up took 60.0 s as seen, but 80.0 s by the server's own load_seconds");
  });

  it('compares models apart where they were seen apart', () => {
    const figures = [figure(4, { model: 'a' }), figure(20, { model: 'b' })];
    const results = compareNative(figures, [seen(4, { model: 'a' }), seen(9, { model: 'b' })], WHOLE_S);
    expect(results.map(({ model, warning }) => [model, warning !== null])).toEqual([
      ['a', false],
      ['b', true],
    ]);
    expect(results[1]?.warning).toContain('weights_load of "b" took 9.0 s as seen, but 20.0 s');
  });

  it.each([
    [19, false],
    [4, true],
    [30, false],
    [37, true],
  ])('accepts of models seen as one what lies between the slowest and their sum: %d s', (seenS, warns) => {
    const figures = [4, 8, 20].map((seconds, index) => figure(seconds, { model: `m${index}` }));
    const results = compareNative(figures, [seen(seenS)], WHOLE_S);
    expect(results).toHaveLength(1);
    expect(results[0]).toMatchObject({ model: null, seenS, nativeS: 20 });
    expect(results[0]?.warning !== null).toBe(warns);
  });

  it('never warns of the same figure, however a phase is cut into ranks', () => {
    const duration = fc.double({ min: 0, max: 1e4, noNaN: true });
    fc.assert(
      fc.property(
        duration,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 }),
        (s, cuts) => {
          const ranks = cuts.map((cut) =>
            seen(s, { startS: 1000 + (s * cut) / 2, endS: 1000 + s - (s * cut) / 3 }),
          );
          expect(compareNative([figure(s)], [seen(s), ...ranks], s)[0]?.warning).toBeNull();
        },
      ),
    );
  });
});
