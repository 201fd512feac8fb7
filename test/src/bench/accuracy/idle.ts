import type { ColdStart } from '@coldstart/timeline';
import { collectIntervalS, type Stored, type Stretch } from '../../simulator/index.js';
import { coveredS, joined, overlapS, trueGaps } from './true-gaps.js';
import type { TrueStart } from './true-start.js';
import type { Tally } from './tally.js';

/** The contract's shortest gap where nothing limits the view. */
const SHORTEST_GAP_S = 5;
/** Only gaps of at least so many spacings can be asked for. */
const SPACINGS = 3;
/** Of a gap: what has to be found of a true one, and what has to be idle of a reported one. */
const MOST = 0.5;
const NEARLY_ALL = 0.9;

/**
 * What a sample of the GPU exporter covers: the time since the sample before, the same read more often than measured,
 * or a moment before it.
 */
export function samplingOf({
  spike,
  scrapeS,
}: Stored): 'interval_means' | 'read_more_often' | 'short_look_back' {
  const collectS = collectIntervalS(spike, scrapeS);
  if (spike.cluster.gpuExporter.field === 'utilization' || collectS < scrapeS) return 'short_look_back';
  return collectS > scrapeS ? 'read_more_often' : 'interval_means';
}

/** Distance of the measurements that a reader sees, seconds. */
export function spacingS({ spike, scrapeS }: Stored): number {
  return Math.max(scrapeS, collectIntervalS(spike, scrapeS));
}

/** Gaps that are reported against true ones, each GPU by itself. */
export function measureGaps(
  { pod, allocated }: TrueStart,
  coldStart: ColdStart | undefined,
  stored: Stored,
  tally: Tally,
  at: string,
): void {
  const everyS = spacingS(stored);
  const shortestS = SPACINGS * everyS;
  const reported = coldStart?.gpu.kind === 'observed' ? coldStart.gpu.gaps : [];
  const count = (name: string): void => {
    for (const scope of ['all', samplingOf(stored)]) tally.count(`${at}/gaps/${scope}/${name}`);
  };
  for (const { uuid, busy } of pod.gpus) {
    const own = reported.filter(({ gpuId }) => gpuId === uuid);
    for (const gap of trueGaps(busy, allocated, everyS)) {
      const lengthS = gap.endS - gap.startS;
      if (lengthS < shortestS) continue;
      count('true');
      if (own.reduce((sum, one) => sum + overlapS(one, gap), 0) >= MOST * lengthS) count('covered');
      if (own.some((one) => overlapS(one, gap) >= MOST * lengthS)) count('found');
      else if (unknownS(coldStart, uuid, gap) > MOST * lengthS) count('unknown');
    }
    for (const gap of own) {
      if (gap.durationS < shortestS) continue;
      const insideS = overlapS(gap, allocated);
      const fromS = Math.max(gap.startS, allocated.startS);
      const idleS = insideS > 0 ? insideS - busy.within(fromS, fromS + insideS) : 0;
      count('reported');
      if (idleS > MOST * gap.durationS) count('right');
      if (idleS > NEARLY_ALL * gap.durationS) count('nearly_all_idle');
    }
  }
}

/** Seconds of a stretch of which the timeline says that it knows nothing; all of it where the GPU has no samples. */
function unknownS(coldStart: ColdStart | undefined, uuid: string, stretch: Stretch): number {
  const gpu =
    coldStart?.gpu.kind === 'observed' ? coldStart.gpu.gpus.find(({ id }) => id === uuid) : undefined;
  if (!gpu) return stretch.endS - stretch.startS;
  return gpu.activity.reduce((sum, one) => sum + (one.state === 'unknown' ? overlapS(one, stretch) : 0), 0);
}

/**
 * GPU-seconds that are reported idle against the true ones: gaps as somebody sees them who looks all the time, which
 * is with the contract's 5 s. Beside it what the contract promises at this spacing, and all time without a kernel.
 */
export function measureGpuSeconds(
  { pod, allocated }: TrueStart,
  coldStart: ColdStart | undefined,
  stored: Stored,
  tally: Tally,
  at: string,
): void {
  const everyS = spacingS(stored);
  let idleS = 0;
  let knowableS = 0;
  let promisedS = 0;
  let kernelFreeS = 0;
  for (const { uuid, busy } of pod.gpus) {
    const gaps = joined(trueGaps(busy, allocated, SHORTEST_GAP_S));
    idleS += coveredS(gaps);
    knowableS += coveredS(gaps) - gaps.reduce((sum, gap) => sum + unknownS(coldStart, uuid, gap), 0);
    const seen = trueGaps(busy, allocated, Math.max(everyS, SHORTEST_GAP_S));
    promisedS += coveredS(seen.filter(({ startS, endS }) => endS - startS >= 2 * everyS));
    kernelFreeS += allocated.endS - allocated.startS - busy.within(allocated.startS, allocated.endS);
  }
  if (coldStart?.gpu.kind !== 'observed') {
    tally.count(`${at}/gpu_seconds/not_observable`);
    return;
  }
  const { idleGpuS, unknownGpuS } = coldStart.gpu;
  for (const scope of ['all', samplingOf(stored)]) {
    const name = `${at}/gpu_seconds/${scope}`;
    tally.count(`${name}/idle`, idleS);
    tally.count(`${name}/promised`, promisedS);
    tally.count(`${name}/kernel_free`, kernelFreeS);
    tally.count(`${name}/reported`, idleGpuS);
    tally.count(`${name}/unknown`, unknownGpuS);
    if (idleS > 0) tally.add(`${name}/error`, Math.abs(idleGpuS - idleS) / idleS);
    if (knowableS > 0) tally.add(`${name}/error_where_known`, Math.abs(idleGpuS - knowableS) / knowableS);
  }
}
