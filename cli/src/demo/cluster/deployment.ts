import type { PodRecord } from './record.js';

/** Pods to create so that `wanted` live. A failed pod stays as an object and is replaced, at most so many times in all. */
export function podsToCreate(pods: readonly PodRecord[], wanted: number, maxReplacements: number): number {
  const failed = pods.filter((pod) => pod.phase === 'Failed').length;
  const lost = Math.max(0, failed - maxReplacements);
  return Math.max(0, wanted - lost - (pods.length - failed));
}
