import { describe, expect, test } from 'vitest';
import type { Gap } from '@coldstart/timeline';
import { groupGaps } from '../../src/layout';

const gap = (gpuId: string, startS: number, endS: number, open = false): Gap => ({
  gpuId,
  startS,
  endS,
  durationS: endS - startS,
  resolutionS: 1,
  under: [],
  open,
});

describe('gap groups', () => {
  test('gaps of several GPUs that overlap are one, with the GPU-seconds of all', () => {
    const groups = groupGaps([gap('b', 11, 21), gap('a', 10, 20), gap('a', 30, 40, true)]);
    expect(groups.map(({ startS, endS, gpuS, open }) => [startS, endS, gpuS, open])).toEqual([
      [10, 21, 20, false],
      [30, 40, 10, true],
    ]);
  });
});
