import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Weights } from '../../../src/run/python/weights.js';

const MiB = 2 ** 20;

describe('Weights', () => {
  it('counts downloads that run by the size of their files', () => {
    const weights = new Weights();
    weights.beginFetch('a', { path: '/a', startBytes: 0, expectedBytes: 100 });
    weights.beginFetch('b', { path: '/b', startBytes: 50, expectedBytes: 200 });
    expect(weights.fetching([40, 60])).toEqual({ bytes: 50, expectedBytes: 250 });
    expect(weights.endFetch('a', 100)).toEqual({ bytes: 100, expectedBytes: 250 });
    expect(weights.endFetch('b', 150)).toEqual({ bytes: 250, expectedBytes: 250 });
  });

  it('does not know the whole where one download does not', () => {
    const weights = new Weights();
    weights.beginFetch('a', { path: null, startBytes: 0, expectedBytes: null });
    expect(weights.fetching([])).toEqual({ bytes: 0, expectedBytes: null });
    expect(weights.endFetch('a', 7)).toEqual({ bytes: 7, expectedBytes: null });
  });

  it('does not count again what is read after it was downloaded', () => {
    const weights = new Weights();
    weights.beginFetch('a', { path: '/a', startBytes: 0, expectedBytes: 5 });
    weights.endFetch('a', 5);
    expect(weights.beginRead(5)).toBeNull();
    expect(weights.endRead(5)).toBeNull();
    expect(weights.sourceOfRead(5, 0)).toBe('remote');
  });

  it.each([
    [100 * MiB, 99 * MiB, 'disk'],
    [100 * MiB, 2 * MiB, 'page_cache'],
    [1 * MiB, 1 * MiB, 'unknown'],
    [1 * MiB, 0, 'page_cache'],
    [100 * MiB, null, 'unknown'],
  ])('of %d bytes with %s from a device says %s', (bytes, diskBytes, source) => {
    expect(new Weights().sourceOfRead(bytes, diskBytes)).toBe(source);
  });

  it('never goes back and never passes the whole', () => {
    const sizes = fc.array(fc.nat({ max: 1000 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(sizes, (files) => {
        const weights = new Weights();
        const seen = files.map((bytes) => weights.beginRead(bytes));
        for (const bytes of files) seen.push(weights.endRead(bytes));
        let last = 0;
        for (const progress of seen) {
          expect(progress?.bytes).toBeGreaterThanOrEqual(last);
          expect(progress?.expectedBytes).toBeGreaterThanOrEqual(progress?.bytes ?? 0);
          last = progress?.bytes ?? 0;
        }
        expect(last).toBe(files.reduce((sum, bytes) => sum + bytes, 0));
      }),
    );
  });
});
