import { PHASES, type Phase, type WeightsSource } from '@coldstart/conventions';
import type { ColdStart, GpuReport, Source } from '@coldstart/timeline';
import { durationWords, gpuSeconds } from './amounts';
import { blindOf } from './samples';

export { idleGpuS, underGaps, worstOf } from '@coldstart/timeline';

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
  const { outcome, durationS, heldUp } = coldStart;
  const time = durationWords(durationS);
  switch (outcome.kind) {
    case 'ready':
      return { tone: 'ok', variants: [`ready in ${time}`, time] };
    case 'loading':
      if (heldUp) {
        return {
          tone: 'warning',
          variants: [
            `loading for ${time}, held up: ${heldUp.reason}`,
            `held up: ${heldUp.reason}`,
            'held up',
          ],
        };
      }
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
    const blind = blindOf(gpu);
    if (gpu.unknownGpuS === 0 && !blind) {
      return { tone: 'ok', variants: ['no GPU idle gap', 'no idle gap', 'no gap'] };
    }
    // Where samples are missing or far apart there may have been one.
    if (gpu.unknownGpuS > 0 && gpu.unknownGpuS >= gpu.allocatedGpuS) {
      return { tone: 'info', variants: [`GPU unknown for all ${all} GPU-s`, 'GPU unknown'] };
    }
    const none = blind ? `no gap of ${durationWords(blind.minGapS)} or more seen` : 'no GPU idle gap seen';
    return { tone: 'info', variants: [`${none}${unknown}`, `no gap seen${unknown}`, 'no gap seen'] };
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

/** `kube-state-metrics (simulated)`. */
export function sourceWords(source: Source, simulated: readonly Source[]): string {
  return simulated.includes(source) ? `${source} (simulated)` : source;
}

/** The pod's name, and the attempt where the pod needed more than one. */
export function podWords(coldStart: ColdStart): string {
  return coldStart.attempt > 1 ? `${coldStart.pod} #${coldStart.attempt}` : coldStart.pod;
}
