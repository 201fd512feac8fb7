import type { Phase } from '@coldstart/conventions';
import type { Random } from '../random.js';
import type { Stretch } from './busy-times.js';
import type { RangeS } from './timings.js';

/** Kernels come in bursts with rests between them; seconds. */
interface Work {
  readonly burst: RangeS;
  readonly rest: RangeS;
  /** Share of the phase that passes before the first burst. */
  readonly from?: number;
  /** Every GPU of the pod works at its own times, not in step with the others. */
  readonly apart?: boolean;
}

/**
 * What the compute engine does in each phase; a phase that is not here leaves it idle. Nobody has published how the
 * bursts lie: that the copy of weights leaves the engine at almost nothing, that compilation is mostly idle and that
 * profiling and graph capture come in bursts is in the reports, the lengths are ours.
 */
const WORK: Readonly<Partial<Record<Phase, Work>>> = {
  // A CUDA context, and where there are several GPUs their first exchange.
  runtime_init: { burst: [0.05, 0.3], rest: [3, 10], from: 0.7 },
  weights_transfer: { burst: [0.01, 0.05], rest: [0.8, 2], apart: true },
  // Tracing on the CPU first, then kernels are tried out.
  compile: { burst: [0.1, 1.5], rest: [4, 15], from: 0.5 },
  cache_alloc: { burst: [0.8, 3], rest: [0.3, 1] },
  graph_capture: { burst: [0.1, 0.6], rest: [0.1, 0.5] },
  warmup: { burst: [0.3, 2], rest: [0.05, 0.3] },
};

/** Weights that are cast or unpacked on the way keep the engine at work. */
const CAST: Work = { burst: [0.1, 0.5], rest: [0.2, 0.6], apart: true };
const SERVING: Work = { burst: [1, 6], rest: [0.1, 1.5] };

/** Kernels of the GPUs of one pod begin so far apart at most where they work in step. */
const IN_STEP_S = 0.005;

/** Bursts of each of `gpus` GPUs in a phase. */
export function workIn(
  phase: Phase,
  { startS, endS }: Stretch,
  gpus: number,
  castsWeights: boolean,
  random: Random,
): Stretch[][] {
  const work = phase === 'weights_transfer' && castsWeights ? CAST : WORK[phase];
  return work ? burstsOf(work, startS, endS, gpus, random) : Array.from({ length: gpus }, () => []);
}

export function workServing(startS: number, endS: number, gpus: number, random: Random): Stretch[][] {
  return burstsOf(SERVING, startS, endS, gpus, random);
}

function burstsOf(work: Work, startS: number, endS: number, gpus: number, random: Random): Stretch[][] {
  if (work.apart) return Array.from({ length: gpus }, () => bursts(work, startS, endS, random));
  const together = bursts(work, startS, endS, random);
  return Array.from({ length: gpus }, () => {
    const laterS = random.between(0, IN_STEP_S);
    return together.map((burst) => ({
      startS: Math.min(endS, burst.startS + laterS),
      endS: Math.min(endS, burst.endS + laterS),
    }));
  });
}

function bursts({ burst, rest, from = 0 }: Work, startS: number, endS: number, random: Random): Stretch[] {
  const found: Stretch[] = [];
  let atS = startS + from * (endS - startS) + random.between(0, rest[0]);
  while (atS < endS) {
    const untilS = Math.min(endS, atS + random.between(...burst));
    found.push({ startS: atS, endS: untilS });
    atS = untilS + random.between(...rest);
  }
  return found;
}
