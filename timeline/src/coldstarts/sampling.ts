import type { Notes } from '../notes/index.js';
import type { Found } from './missing.js';

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
