import { describe, expect, test } from 'vitest';
import type { Series } from '../../src/index.js';
import {
  activity,
  cluster,
  inPod,
  onlyColdStart,
  timelineAt,
  T0,
  utilization,
  type Point,
} from '../fixtures/index.js';

/** What a GPU did: at a level from `startS` on. Seconds after T0. */
interface Level {
  readonly startS: number;
  readonly endS: number;
  readonly level: number;
}

/** mulberry32: the same numbers for the same seed, everywhere. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const NOW_S = 900;
const READY_S = 800;

/**
 * A load as GPUs show it: idle for imports and downloads, bursts for copies, compile and capture at any level. Durations
 * are log-uniform, as those of real phases spread over orders of magnitude.
 */
function draw(next: () => number, burstS: Range, idleS: Range): Level[] {
  const between = ([low, high]: Range): number => low * (high / low) ** next();
  const levels: Level[] = [];
  let atS = 2;
  let busy = false;
  while (atS < NOW_S) {
    const endS = Math.min(NOW_S, atS + between(busy ? burstS : idleS));
    levels.push({ startS: atS, endS, level: busy ? between([0.2, 1]) : 0.01 * next() });
    atS = endS;
    busy = !busy;
  }
  return levels;
}

type Range = readonly [low: number, high: number];

function meanOver(levels: readonly Level[], fromS: number, toS: number): number {
  const sum = levels.reduce(
    (busyS, { startS, endS, level }) =>
      busyS + level * Math.max(0, Math.min(endS, toS) - Math.max(startS, fromS)),
    0,
  );
  return sum / (toS - fromS);
}

/** Samples every `stepS`, each a mean over the `backS` before it. */
function sampled(levels: readonly Level[], stepS: number, backS: number, firstS: number): Point[] {
  const points: Point[] = [];
  for (let atS = firstS; atS <= NOW_S; atS += stepS)
    points.push([atS, meanOver(levels, Math.max(0, atS - backS), atS)]);
  return points;
}

/** Idle stretches before ready, seconds after T0. */
function idleOf(levels: readonly Level[]): { startS: number; endS: number }[] {
  return levels
    .filter(({ level, startS }) => level < 0.05 && startS < READY_S)
    .map(({ startS, endS }) => ({ startS, endS: Math.min(endS, READY_S) }));
}

interface Stretch {
  readonly startS: number;
  readonly endS: number;
}

interface Score {
  /** Gaps that there were, of at least three spacings, and of 6 s. */
  readonly gaps: number;
  readonly recall: number;
  readonly precision: number;
  /** Of GPU-seconds idle over all loads: the sum of what was said, less the truth, as a share of it. */
  readonly secondsError: number;
  /** Distances of found ends from the true ones, seconds, ascending; signed, late is positive. */
  readonly endErrorsS: readonly number[];
  /** The greatest distance of an end from the truth, as a share of the resolution that its gap states. */
  readonly worstOfResolution: number;
}

interface Setting {
  readonly loads: number;
  readonly stepS: number;
  readonly burstS: Range;
  readonly idleS: Range;
  readonly sampler: (levels: readonly Level[], firstS: number) => Series[];
}

/** Seeds go from 1 on. A gap counts as found where one overlaps more than half of it, and as right the same way. */
function score({ loads, stepS, burstS, idleS, sampler }: Setting): Score {
  let [wanted, reported, right, saidS, trueS, worstOfResolution] = [0, 0, 0, 0, 0, 0];
  const endErrorsS: number[] = [];
  // Three spacings, and where those are short more than the shortest gap that is reported, 5 s.
  const asked = Math.max(6, 3 * stepS);
  for (let seed = 1; seed <= loads; seed++) {
    const next = random(seed);
    const levels = draw(next, burstS, idleS);
    const series = sampler(levels, 2 + stepS * next());
    const { gpu } = onlyColdStart(timelineAt(NOW_S, POD, series));
    if (gpu.kind !== 'observed') throw new Error(gpu.why);
    const truth = idleOf(levels);
    for (const { startS, endS } of truth.filter((one) => lengthOf(one) >= asked)) {
      wanted++;
      const found = gpu.gaps.find((gap) => covers({ startS: startS + T0, endS: endS + T0 }, gap));
      if (!found) continue;
      const errorsS = [found.startS - T0 - startS, found.endS - T0 - endS];
      endErrorsS.push(...errorsS);
      worstOfResolution = Math.max(
        worstOfResolution,
        ...errorsS.map((by) => Math.abs(by) / found.resolutionS),
      );
    }
    for (const gap of gpu.gaps.filter((one) => lengthOf(one) >= asked)) {
      reported++;
      if (truth.some(({ startS, endS }) => covers(gap, { startS: startS + T0, endS: endS + T0 }))) right++;
    }
    saidS += gpu.idleGpuS;
    trueS += truth.map(lengthOf).reduce((sum, oneS) => sum + (oneS >= Math.max(5, 2 * stepS) ? oneS : 0), 0);
  }
  return {
    gaps: wanted,
    recall: endErrorsS.length / 2 / wanted,
    precision: right / reported,
    secondsError: saidS / trueS - 1,
    endErrorsS: endErrorsS.sort((a, b) => a - b),
    worstOfResolution,
  };
}

const POD = cluster({
  nowS: NOW_S,
  created: 0,
  scheduled: 2,
  accepted: 2,
  started: 3,
  ready: READY_S,
  gpus: 1,
});

function lengthOf({ startS, endS }: Stretch): number {
  return endS - startS;
}

function covers(one: Stretch, other: Stretch): boolean {
  return Math.min(one.endS, other.endS) - Math.max(one.startS, other.startS) > lengthOf(one) / 2;
}

function median(ascending: readonly number[]): number {
  return ascending[Math.floor(ascending.length / 2)] ?? Number.NaN;
}

const intervals =
  (stepS: number): Setting['sampler'] =>
  (levels, firstS) => [activity(sampled(levels, stepS, stepS, firstS))];
const seconds =
  (stepS: number): Setting['sampler'] =>
  (levels, firstS) => [
    utilization(sampled(levels, stepS, 1, firstS).map(([atS, ratio]) => [atS, Math.round(100 * ratio)])),
  ];

const SHORT_AND_LONG = { burstS: [1, 60], idleS: [2, 150] } as const;

describe('a field that counts all the time', () => {
  test.each([5, 15])('finds gaps of three spacings, and the seconds of all, every %i s', (stepS) => {
    const { gaps, recall, precision, secondsError, endErrorsS } = score({
      loads: 300,
      stepS,
      ...SHORT_AND_LONG,
      sampler: intervals(stepS),
    });
    expect(gaps).toBeGreaterThan(1000);
    expect(recall).toBeGreaterThanOrEqual(0.98);
    expect(precision).toBeGreaterThanOrEqual(0.98);
    expect(Math.abs(secondsError)).toBeLessThanOrEqual(0.05);
    // Whole intervals would put half of the ends further off than 0.36 spacings, all on the side of less idle time.
    expect(median(endErrorsS.map(Math.abs).sort((a, b) => a - b))).toBeLessThan(0.2 * stepS);
    expect(Math.abs(median(endErrorsS))).toBeLessThan(0.05 * stepS);
  });

  test.each([5, 15, 30])('puts every end within the resolution that its gap states, every %i s', (stepS) => {
    const { gaps, worstOfResolution } = score({
      loads: 100,
      stepS,
      burstS: [2 * stepS, 6 * stepS],
      idleS: [3 * stepS, 9 * stepS],
      sampler: intervals(stepS),
    });
    expect(gaps).toBeGreaterThan(200);
    expect(worstOfResolution).toBeLessThanOrEqual(1);
  });
});

describe('a field that sees the last second', () => {
  test.each([5, 15, 30])(
    'finds what lasts, and puts ends in the middle of what it does not see, every %i s',
    (stepS) => {
      const { recall, precision, secondsError, endErrorsS, worstOfResolution } = score({
        loads: 200,
        stepS,
        burstS: [1.2 * stepS, 6 * stepS],
        idleS: [2 * stepS, 9 * stepS],
        sampler: seconds(stepS),
      });
      expect(recall).toBeGreaterThanOrEqual(0.98);
      expect(precision).toBeGreaterThanOrEqual(0.98);
      expect(Math.abs(secondsError)).toBeLessThanOrEqual(0.05);
      expect(Math.abs(median(endErrorsS))).toBeLessThan(0.1 * stepS);
      expect(worstOfResolution).toBeLessThanOrEqual(1);
    },
  );

  test('every second finds as much as any', () => {
    const { recall, precision, secondsError } = score({
      loads: 100,
      stepS: 1,
      ...SHORT_AND_LONG,
      sampler: (levels, firstS) => [inPod(sampled(levels, 1, 1, firstS))],
    });
    expect(Math.min(recall, precision)).toBeGreaterThanOrEqual(0.98);
    expect(Math.abs(secondsError)).toBeLessThanOrEqual(0.05);
  });
});
