import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byteWords, countWords, durationWords, gpuSeconds, percentWords } from '../../src/words';

describe('amounts', () => {
  test.each([
    [0, '0 s'],
    [0.34, '340 ms'],
    [0.9996, '1 s'],
    [4.25, '4.3 s'],
    [9.96, '10 s'],
    [48.4, '48 s'],
    [59.7, '1 min'],
    [72, '1 min 12 s'],
    [3600, '1 h'],
    [7530, '2 h 6 min'],
    [-3, '-3 s'],
    [NaN, 'unknown'],
  ])('%d s is "%s"', (seconds, words) => {
    expect(durationWords(seconds)).toBe(words);
  });

  test('a duration never says 60 s or 60 min', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        (s) => !/\b60 (s|min)\b/.test(durationWords(s)),
      ),
    );
  });

  test('GPU-seconds, shares, bytes, counts', () => {
    expect([gpuSeconds(0.42), gpuSeconds(9.96), gpuSeconds(131.6)]).toEqual(['0.4', '10', '132']);
    expect([gpuSeconds(0), gpuSeconds(0.02)]).toEqual(['0', '< 0.1']);
    expect([percentWords(0), percentWords(0.002), percentWords(0.434), percentWords(NaN)]).toEqual([
      '0 %',
      '< 1 %',
      '43 %',
      'unknown',
    ]);
    expect([byteWords(999), byteWords(1500), byteWords(14_200_000_000)]).toEqual([
      '999 B',
      '1.5 kB',
      '14.2 GB',
    ]);
    expect([countWords(1, 'pod'), countWords(3, 'pod')]).toEqual(['1 pod', '3 pods']);
  });
});
