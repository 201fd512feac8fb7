import type { ColdStart, QueueTrack } from '../model.js';

/** What KServe and Knative add to the name of a service, for its predictor, its revision and their Deployment. */
const SERVED = '(?:-predictor)?(?:-\\d{5})?(?:-deployment)?';

/** What controllers add for a pod: hash and suffix, or an ordinal. */
const OF_OWNER = new RegExp(`^${SERVED}$`);
const OF_POD = new RegExp(`^${SERVED}(?:-[a-z0-9]{5,10})?(?:-[a-z0-9]{5}|-\\d+)?$`);

type Queue = Pick<QueueTrack, 'kind' | 'namespace' | 'model' | 'workload' | 'reporter'>;

/** Whose requests wait in a queue. */
export interface Fronted {
  readonly coldStarts: readonly ColdStart[];
  /** It fits cold starts of these namespaces, nothing tells of which it is, so it belongs to none. Else empty. */
  readonly doubtful: readonly string[];
}

/**
 * The cold starts that requests in a queue wait for: it names their model, or a workload by whose name the pod or its
 * owner is called (`outbound|80||llama.ml.svc` names `llama`; `llama-6f9c7-x2x4z` is a pod of it), or it is that of the
 * pod itself. A front door may run in a namespace of its own: where none of its own fits, and its namespace is unknown
 * or but that of the one that was scraped (as where it names a model), it belongs to those of the only one that does.
 */
export function frontedBy(track: Queue, coldStarts: readonly ColdStart[]): Fronted {
  const names = track.workload.split(/[^a-z0-9-]+/);
  const fitting = coldStarts.filter((one) => fits(track, names, one));
  const mayBeElsewhere = track.kind === 'front_door' && (track.namespace === '' || track.model !== '');
  if (!mayBeElsewhere) {
    const near = fitting.filter(
      ({ namespace }) => namespace === '' || track.namespace === '' || namespace === track.namespace,
    );
    return { coldStarts: near, doubtful: [] };
  }
  const own = fitting.filter(({ namespace }) => namespace === track.namespace);
  if (own.length > 0) return { coldStarts: own, doubtful: [] };
  const namespaces = [...new Set(fitting.map(({ namespace }) => namespace))].sort();
  return namespaces.length > 1
    ? { coldStarts: [], doubtful: namespaces }
    : { coldStarts: fitting, doubtful: [] };
}

function fits(track: Queue, names: readonly string[], coldStart: ColdStart): boolean {
  if (track.model !== '' && coldStart.model !== '') return track.model === coldStart.model;
  return track.reporter === coldStart.pod || names.some((name) => isOf(coldStart, name));
}

function isOf({ pod, owner }: ColdStart, workload: string): boolean {
  if (workload === '') return false;
  const [name, added] = owner ? [owner.name, OF_OWNER] : [pod, OF_POD];
  return name.startsWith(workload) && added.test(name.slice(workload.length));
}
