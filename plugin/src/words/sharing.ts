import type { ColdStart, Gpu } from '@coldstart/timeline';

/** While such a GPU is busy, nobody tells for which of the pods that share it: that is unknown, with samples too. */
export function isTogether({ shared }: Gpu): boolean {
  return shared?.perPod === false;
}

/** Some of the unknown time may be that of a GPU which was busy for whichever pod. */
export function anyTogether(coldStarts: readonly ColdStart[]): boolean {
  return coldStarts.some(({ gpu }) => gpu.kind === 'observed' && gpu.gpus.some(isTogether));
}

/** Why a stretch of a GPU is unknown, in fewer and fewer words. */
export function unknownVariants(gpu: Gpu): [string, ...string[]] {
  return isTogether(gpu)
    ? ['shared GPU busy, or no samples: unknown', 'shared GPU: unknown', 'unknown', '?']
    : ['no samples: unknown', 'unknown', '?'];
}

/** The same as a sentence. */
export function unknownWords(gpu: Gpu): string {
  return isTogether(gpu)
    ? 'Other pods share this GPU: it was busy and nobody tells for which pod, or there are no samples.'
    : 'No samples here: neither idle nor busy can be said.';
}
