import { describe, expect, test } from 'vitest';
import { idleGpuS, underGaps, worstOf, type Gap, type GpuReport } from '../../src/index.js';

const gap = (...under: Gap['under']): Gap => ({
  gpuId: 'GPU-0',
  startS: 0,
  endS: 10,
  durationS: 10,
  resolutionS: 1,
  under,
  open: false,
});
const idle = (pod: string, idleGpuSeconds: number): { pod: string; gpu: GpuReport } => ({
  pod,
  gpu: {
    kind: 'observed',
    gpus: [],
    gaps: [],
    allocatedGpuS: 100,
    idleGpuS: idleGpuSeconds,
    unknownGpuS: 0,
    resolutionS: 2,
    minGapS: 5,
  },
});
const unseen = { pod: 'unseen', gpu: { kind: 'not_observable', why: 'no series' } } as const;

describe('the worst cold start', () => {
  test('is the one whose GPUs idled longest, by however little', () => {
    expect(worstOf([idle('a', 8), unseen, idle('b', 25.0001), idle('c', 25.0002)])?.pod).toBe('c');
  });

  test('is the first of equals, and none where no GPU was seen idle', () => {
    expect(worstOf([idle('a', 8), idle('b', 8)])?.pod).toBe('a');
    expect(worstOf([unseen, idle('a', 0)])).toBeNull();
    expect(idleGpuS(unseen)).toBe(0);
  });
});

describe('what lies under gaps', () => {
  test('is summed over them by phase, most first', () => {
    const gaps = [
      gap({ phase: 'container_start', seconds: 9 }),
      gap({ phase: 'weights_fetch', seconds: 6 }, { phase: null, seconds: 4 }),
      gap({ phase: 'weights_fetch', seconds: 5 }, { phase: null, seconds: 5 }),
    ];
    expect(underGaps(gaps)).toEqual([
      { phase: 'weights_fetch', seconds: 11 },
      { phase: null, seconds: 9 },
      { phase: 'container_start', seconds: 9 },
    ]);
    expect(underGaps([])).toEqual([]);
  });
});
