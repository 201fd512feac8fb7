import { momentOf } from '../marks/index.js';
import type { Disagreement, Moment } from '../model.js';
import { claimsDevices, requestedGpus, type PodFacts } from '../read/index.js';
import type { GpuSamples } from './samples.js';

export interface Allocation {
  readonly moment: Moment | null;
  readonly disagreement: Disagreement | null;
}

/**
 * When the pod got its GPUs. Nothing reports that moment. The kubelet allocates devices as it accepts the pod, so that
 * moment stands for it; dcgm-exporter names the pod from the allocation on, so its first sample is never earlier.
 */
export function allocationOf(
  pod: PodFacts | null,
  gpus: readonly GpuSamples[],
  notBeforeS: number,
): Allocation {
  const accepted = pod?.book.latest('accepted');
  const reported =
    accepted && pod && (requestedGpus(pod) > 0 || claimsDevices(pod) || gpus.length > 0)
      ? momentOf(accepted, true)
      : null;
  const sampled = firstSample(gpus, notBeforeS);
  if (!reported || !sampled || reported.atS <= sampled.atS)
    return { moment: reported ?? sampled, disagreement: null };
  const explained = reported.atS - sampled.atS <= reported.resolutionS + sampled.resolutionS;
  return {
    moment: sampled,
    disagreement: explained ? null : { mark: 'gpu_allocated', kept: sampled, other: reported },
  };
}

function firstSample(gpus: readonly GpuSamples[], notBeforeS: number): Moment | null {
  let first: Moment | null = null;
  for (const { timesS, spacingS, metric, source } of gpus) {
    const atS = timesS.find((timeS) => timeS >= notBeforeS);
    if (atS === undefined || (first && first.atS <= atS)) continue;
    const resolutionS = spacingS > 0 ? spacingS : 0;
    first = { atS, resolutionS, source, metric, estimated: true };
  }
  return first;
}
