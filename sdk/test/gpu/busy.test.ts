import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BusyTime } from '../../src/gpu/busy.js';
import { FirstMemoryUse } from '../../src/gpu/first-memory.js';

const INTERVAL_S = 0.5;

const reading = (utilization: number | null, memoryUsedBytes: number | null = null, id = 'GPU-0') => ({
  id,
  name: '',
  utilization,
  memoryUsedBytes,
  memoryTotalBytes: null,
});

const gpus = 2;
const samples = fc.array(
  fc.record({
    stepS: fc.double({ min: 0.01, max: 3, noNaN: true }),
    utilization: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  { minLength: 1, maxLength: 40 },
);

function sampled(steps: readonly { stepS: number; utilization: number }[]) {
  const busy = new BusyTime(INTERVAL_S);
  let atS = 100;
  for (const { stepS, utilization } of steps) {
    busy.add(atS, [reading(utilization, null, 'GPU-0'), reading(utilization, null, 'GPU-1')]);
    atS += stepS;
  }
  return busy;
}

const moment = fc.double({ min: 95, max: 150, noNaN: true });

describe('busy seconds', () => {
  it('of a stretch are those of its parts together, and between 0 and all GPUs all the time', () => {
    fc.assert(
      fc.property(samples, fc.tuple(moment, moment, moment), (steps, moments) => {
        const [a = 0, b = 0, c = 0] = moments.toSorted((x, y) => x - y);
        const busy = sampled(steps);
        const whole = busy.within(a, c);
        const parts = (busy.within(a, b) ?? 0) + (busy.within(b, c) ?? 0);
        expect(whole ?? 0).toBeCloseTo(parts, 6);
        expect(whole ?? 0).toBeGreaterThanOrEqual(-1e-9);
        expect(whole ?? 0).toBeLessThanOrEqual(gpus * (c - a) + 1e-9);
      }),
    );
  });

  it('are exact for samples on time', () => {
    const steps = [0, 0.5, 1, 0.25].map((utilization) => ({ stepS: INTERVAL_S, utilization }));
    // Two GPUs, each sample for the half second before it.
    expect(sampled(steps).within(100, 101.5)).toBeCloseTo(gpus * INTERVAL_S * (0.5 + 1 + 0.25), 9);
    expect(sampled(steps).within(100.5, 100.75)).toBeCloseTo(gpus * 0.25, 9);
  });

  it('are unknown where no sample speaks, and a hole between samples counts as nothing', () => {
    const busy = new BusyTime(INTERVAL_S);
    expect(busy.within(0, 10)).toBeNull();
    busy.add(100, [reading(1)]);
    expect(busy.within(99, 101)).toBeNull();
    busy.add(110, [reading(1)]);
    expect(busy.within(101, 108)).toBeNull();
    expect(busy.within(100, 110)).toBeCloseTo(1.5 * INTERVAL_S, 9);
    expect(busy.within(200, 300)).toBeNull();
  });

  it('survive a load of hours in bounded memory', () => {
    const busy = new BusyTime(INTERVAL_S);
    for (let index = 0; index <= 50_000; index++) busy.add(index * INTERVAL_S, [reading(0.5)]);
    expect(busy.within(0, 25_000)).toBeCloseTo(12_500, 6);
  });

  it('do not come from GPUs that tell nothing', () => {
    const busy = new BusyTime(INTERVAL_S);
    busy.add(1, [reading(null)]);
    busy.add(1.5, [reading(null)]);
    expect(busy.within(0, 2)).toBeNull();
  });
});

describe('the first use of memory', () => {
  it('is seen at a clear rise above the first reading, once', () => {
    const memory = new FirstMemoryUse();
    const mib = 2 ** 20;
    memory.add(1, [reading(0, 500 * mib)]);
    memory.add(2, [reading(0, 520 * mib)]);
    expect(memory.atS).toBeNull();
    memory.add(3, [reading(0, 900 * mib)]);
    memory.add(4, [reading(0, 9000 * mib)]);
    expect(memory.atS).toBe(3);
  });

  it('is not that of a GPU that was full before', () => {
    const memory = new FirstMemoryUse();
    memory.add(1, [reading(0, 2 ** 34)]);
    memory.add(2, [reading(0, 2 ** 34)]);
    expect(memory.atS).toBeNull();
  });
});
