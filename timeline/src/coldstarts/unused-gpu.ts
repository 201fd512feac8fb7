import type { Moment } from '../model.js';
import { asksForSharedGpus, claimsDevices, gpuContainers, type PodFacts } from '../read/index.js';
import type { Candidate } from './candidates.js';
import type { Life } from './life.js';

/**
 * Until when no process of the pod can have run on a GPU that it holds alone, Unix seconds: the first start of any
 * container that asks for one, an init container too. -Infinity where a start may be unseen: of a container that has
 * not started, in a later life, of devices that any container may claim, and of a slice whose board others use.
 * kube-state-metrics cuts a start down to the second, which is never after it.
 */
export function gpusUnusedUntilS(
  { load, pod, container, attempt }: Candidate,
  { fromCreation }: Life,
  process: Moment | undefined,
): number {
  if (!fromCreation) return -Infinity;
  // The journal counts attempts over the life of the pod, so no process of that server came before.
  const own =
    load && attempt === 1 && process?.source === 'coldstart' ? process.atS - process.resolutionS : null;
  if (!pod) return own ?? -Infinity;
  if (claimsDevices(pod) || asksForSharedGpus(pod)) return -Infinity;
  const asking = gpuContainers(pod);
  const mains = (asking.length > 0 ? asking : [container]).map((name) => {
    const startedS = firstStartS(pod, name);
    return name === container && own !== null ? Math.min(own, startedS ?? own) : startedS;
  });
  const inits = pod.book
    .scopes('init_gpu_request')
    .map((scope) => pod.book.values('init_start', scope.split('/')[0])[0]?.value ?? null);
  const starts = [...mains, ...inits].map((startS) => startS ?? -Infinity);
  return starts.reduce((firstS, startS) => Math.min(firstS, startS), Infinity);
}

/** Null where it is not seen: not all of as many lives as there were have been. */
function firstStartS({ book }: PodFacts, container: string): number | null {
  const starts = book.values('container_started', container);
  const restarts = book.latest('restarts', container)?.value ?? 0;
  return restarts < starts.length ? (starts[0]?.value ?? null) : null;
}
