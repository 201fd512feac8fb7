import type { Random } from '../random.js';

export interface TrueQueue {
  /** Requests that wait, at every `stepS` from `fromS` on. */
  readonly fromS: number;
  readonly stepS: number;
  readonly depth: readonly number[];
  /** Requests whose wait ended, by when it did. */
  readonly waits: readonly { readonly endS: number; readonly waitedS: number }[];
}

export interface Traffic {
  readonly fromS: number;
  readonly untilS: number;
  /** Requests in a second before the spike, and in it. */
  readonly calmPerS: number;
  readonly spikePerS: number;
  readonly spikeFromS: number;
  readonly spikeUntilS: number;
}

const STEP_S = 0.5;

/**
 * Requests wait in line for a slot, first come, first served. `capacityAt` tells how many can be answered in a second.
 * Requests of one step come at times of their own within it; their waits end where the work of the step reaches them.
 */
export function drawQueue(traffic: Traffic, capacityAt: (atS: number) => number, random: Random): TrueQueue {
  const line: number[] = [];
  let head = 0;
  let credit = 0;
  const depth: number[] = [];
  const waits: { endS: number; waitedS: number }[] = [];
  for (let atS = traffic.fromS; atS < traffic.untilS; atS += STEP_S) {
    const inSpike = atS >= traffic.spikeFromS && atS < traffic.spikeUntilS;
    const come = arrivals((inSpike ? traffic.spikePerS : traffic.calmPerS) * STEP_S, random);
    const times = Array.from({ length: come }, () => atS + random.between(0, STEP_S)).sort((a, b) => a - b);
    line.push(...times);
    // Work that nobody wanted cannot be done later.
    credit = Math.min(credit, 1) + capacityAt(atS) * STEP_S;
    while (credit >= 1 && head < line.length) {
      const cameS = line[head++] ?? atS;
      const endS = Math.max(cameS, atS);
      waits.push({ endS, waitedS: endS - cameS });
      credit -= 1;
    }
    depth.push(line.length - head);
  }
  return { fromS: traffic.fromS, stepS: STEP_S, depth, waits };
}

/** A Poisson number; Knuth. */
function arrivals(mean: number, random: Random): number {
  const limit = Math.exp(-mean);
  let count = -1;
  for (let product = 1; product > limit; product *= random.unit()) count++;
  return count;
}
