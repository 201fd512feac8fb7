import { PHASES, type Phase, type WeightsSource } from '@coldstart/conventions';
import type { ColdStart, Gap, GpuReport, Source } from '@coldstart/timeline';
import { durationWords, gpuSeconds } from './amounts';

export type Tone = 'ok' | 'info' | 'warning' | 'error';

export interface Said {
  readonly tone: Tone;
  /** The same in fewer and fewer words, for narrow places. */
  readonly variants: readonly [string, ...string[]];
}

export function phaseTitle(phase: Phase | null): string {
  return phase === null ? 'unattributed' : PHASES[phase].title;
}

export function outcomeWords(coldStart: ColdStart): Said {
  const { outcome, durationS } = coldStart;
  const time = durationWords(durationS);
  switch (outcome.kind) {
    case 'ready':
      return { tone: 'ok', variants: [`ready in ${time}`, time] };
    case 'loading':
      return { tone: 'info', variants: [`loading for ${time}`, `loading ${time}`, 'loading'] };
    case 'failed':
      return {
        tone: 'error',
        variants: [`failed: ${outcome.reason} after ${time}`, `failed: ${outcome.reason}`, 'failed'],
      };
    case 'lost':
      return {
        tone: 'error',
        variants: [`lost after ${time}: its series ended`, `lost after ${time}`, 'lost'],
      };
  }
}

const WEIGHTS: Record<WeightsSource, readonly [long: string, short: string]> = {
  remote: ['weights fetched remotely', 'remote fetch'],
  disk: ['local copy of the weights', 'local copy'],
  page_cache: ['weights in the page cache', 'page cache'],
  unknown: ['', ''],
};

/** Cache hit or miss in words; empty where nobody said. */
export function weightsWords(source: WeightsSource): string {
  return WEIGHTS[source][0];
}

/** The same where there is little room. */
export function shortWeightsWords(source: WeightsSource): string {
  return WEIGHTS[source][1];
}

/** The row's total of idle GPU time. Where nothing was observed it says so and gives no figure. */
export function idleWords(gpu: GpuReport): Said {
  if (gpu.kind === 'not_observable') {
    return { tone: 'info', variants: ['GPU not observable', 'GPU unseen'] };
  }
  const idle = gpuSeconds(gpu.idleGpuS);
  const all = gpuSeconds(gpu.allocatedGpuS);
  const unknown = gpu.unknownGpuS > 0 ? `, ${gpuSeconds(gpu.unknownGpuS)} unknown` : '';
  if (gpu.gaps.length === 0) {
    if (gpu.unknownGpuS === 0) {
      return { tone: 'ok', variants: ['no GPU idle gap', 'no idle gap', 'no gap'] };
    }
    // Where samples are missing there may have been one.
    return gpu.unknownGpuS >= gpu.allocatedGpuS
      ? { tone: 'info', variants: [`GPU unknown for all ${all} GPU-s`, 'GPU unknown'] }
      : {
          tone: 'info',
          variants: [`no GPU idle gap seen${unknown}`, `no gap seen${unknown}`, 'no gap seen'],
        };
  }
  return {
    tone: 'warning',
    variants: [
      `GPU idle ${idle} of ${all} GPU-s${unknown}`,
      `GPU idle ${idle} of ${all} GPU-s`,
      `idle ${idle} of ${all} GPU-s`,
      `idle ${idle} GPU-s`,
      `idle ${idle}`,
    ],
  };
}

/** Seconds of each phase under the gaps, most first. */
export function underGaps(gaps: readonly Gap[]): { phase: Phase | null; seconds: number }[] {
  const sums = new Map<Phase | null, number>();
  for (const gap of gaps) {
    for (const { phase, seconds } of gap.under) sums.set(phase, (sums.get(phase) ?? 0) + seconds);
  }
  return [...sums].map(([phase, seconds]) => ({ phase, seconds })).sort((a, b) => b.seconds - a.seconds);
}

export function idleGpuS(coldStart: ColdStart): number {
  return coldStart.gpu.kind === 'observed' ? coldStart.gpu.idleGpuS : 0;
}

/** The cold start whose GPUs idled longest, if any did. */
export function worstOf(coldStarts: readonly ColdStart[]): ColdStart | null {
  let worst: ColdStart | null = null;
  for (const coldStart of coldStarts) {
    if (idleGpuS(coldStart) > (worst ? idleGpuS(worst) : 0)) worst = coldStart;
  }
  return worst;
}

/** `kube-state-metrics (simulated)`. */
export function sourceWords(source: Source, simulated: readonly Source[]): string {
  return simulated.includes(source) ? `${source} (simulated)` : source;
}

/** The pod's name, and the attempt where the pod needed more than one. */
export function podWords(coldStart: ColdStart): string {
  return coldStart.attempt > 1 ? `${coldStart.pod} #${coldStart.attempt}` : coldStart.pod;
}
