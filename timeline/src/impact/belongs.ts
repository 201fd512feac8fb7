import type { ColdStart, QueueTrack } from '../model.js';

/** Parts of a pod's name that controllers add to that of their workload. */
const GENERATED = /^(?:-predictor)?(?:-\d{5})?(?:-deployment)?(?:-[a-z0-9]{5,10})?(?:-[a-z0-9]{5}|-\d+)?$/;

/**
 * Whether a queue is one of requests for the model of a cold start: it names the model, or a workload by whose name
 * the pod is called (`outbound|80||llama.ml.svc` names `llama`; `llama-6f9c7-x2x4z` is a pod of it), or it is that of
 * the pod itself.
 */
export function belongs(
  track: Pick<QueueTrack, 'namespace' | 'model' | 'workload' | 'reporter'>,
  coldStart: ColdStart,
): boolean {
  if (track.namespace !== '' && coldStart.namespace !== '' && track.namespace !== coldStart.namespace) {
    return false;
  }
  if (track.model !== '' && coldStart.model !== '') return track.model === coldStart.model;
  if (track.reporter === coldStart.pod) return true;
  return track.workload.split(/[^a-z0-9-]+/).some((name) => isOf(coldStart.pod, name));
}

function isOf(pod: string, workload: string): boolean {
  return workload !== '' && pod.startsWith(workload) && GENERATED.test(pod.slice(workload.length));
}
