import type { Notes } from '../notes/index.js';
import type { Found } from './missing.js';

/** Says where activity is of a GPU that others hold too, or of no measurement. */
export function noteSources({ candidate, coldStart }: Found, notes: Notes): void {
  for (const { phase, ownS, exporterS, resolutionS } of coldStart.gpuBusy) {
    if (exporterS === null || resolutionS === null || Math.abs(ownS - exporterS) <= resolutionS) continue;
    notes.add(
      'doubtful',
      `busy ${phase} ${candidate.podName}`,
      candidate.podName,
      (pods) =>
        `In ${phase} the GPUs of pod ${pods} were busy for ${secondsWords(ownS)} by its own sampler, for ${secondsWords(exporterS)} by the exporter: more than ${secondsWords(resolutionS)} apart.`,
    );
  }
  if (coldStart.gpu.kind !== 'observed') return;
  for (const { pods: others, perPod } of candidate.gpus.flatMap(({ neighbours }) => neighbours ?? [])) {
    if (perPod) continue;
    notes.add(
      'doubtful',
      `shared with ${others.join(', ')}`,
      candidate.podName,
      (pods) =>
        `Pod ${pods} shares a GPU with ${others.join(', ')}: while it is busy nobody can tell for whom, so that time counts as unknown. dcgm-exporter tells pods apart with KUBERNETES_VIRTUAL_GPUS=true.`,
    );
  }
  for (const { frozen } of candidate.gpus) {
    const frozenS = frozen.reduce((sum, { startS, endS }) => sum + endS - startS, 0);
    if (frozenS === 0) continue;
    notes.add(
      'doubtful',
      `frozen ${secondsWords(frozenS)}`,
      candidate.podName,
      (pods) =>
        `The energy counter of the GPU of pod ${pods} stood still for ${secondsWords(frozenS)}: its exporter repeated old values, which count as no samples.`,
    );
  }
}

/** Says where samples of GPU activity tell less than their distance lets one believe. */
export function noteSampling({ candidate, coldStart }: Found, notes: Notes): void {
  if (coldStart.gpu.kind !== 'observed') return;
  for (const { metric, spacingS, repeats, speaksForS } of candidate.gpus) {
    if (Number.isNaN(spacingS)) continue;
    const every = secondsWords(spacingS);
    if (repeats > 1) {
      const read = secondsWords(spacingS / repeats);
      notes.add(
        'doubtful',
        `repeats ${every} ${read}`,
        candidate.podName,
        (pods) =>
          `The GPU activity of pod ${pods} is measured every ${every}, though it is read every ${read}: the ends of gaps are that rough. A shorter collect interval of the exporter helps.`,
      );
    }
    if (speaksForS !== 'interval' && spacingS > speaksForS) {
      notes.add(
        'doubtful',
        `speaks for ${metric} ${every}`,
        candidate.podName,
        (pods) =>
          `${metric} of pod ${pods} looks back no further than ${secondsWords(speaksForS)}, once every ${every}: what the GPU did in between is not seen. DCGM_FI_PROF_GR_ENGINE_ACTIVE sees all of it.`,
      );
    }
  }
}

function secondsWords(seconds: number): string {
  return `${Math.round(seconds * 10) / 10} s`;
}
