import type { ColdStart, QueueTrack } from '../model.js';

/** What KServe and Knative add to the name of a service, for its predictor, its revision and their Deployment. */
const SERVED = '(?:-predictor)?(?:-\\d{5})?(?:-deployment)?';

/** What controllers add for a pod: hash and suffix, or an ordinal. */
const OF_OWNER = new RegExp(`^${SERVED}$`);
const OF_POD = new RegExp(`^${SERVED}(?:-[a-z0-9]{5,10})?(?:-[a-z0-9]{5}|-\\d+)?$`);

/**
 * Whether a queue is one of requests for the model of a cold start: it names the model, or a workload by whose name
 * the pod or its owner is called (`outbound|80||llama.ml.svc` names `llama`; `llama-6f9c7-x2x4z` is a pod of it), or it
 * is that of the pod itself.
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
  return track.workload.split(/[^a-z0-9-]+/).some((name) => isOf(coldStart, name));
}

function isOf({ pod, owner }: ColdStart, workload: string): boolean {
  if (workload === '') return false;
  const [name, added] = owner ? [owner.name, OF_OWNER] : [pod, OF_POD];
  return name.startsWith(workload) && added.test(name.slice(workload.length));
}
