import { momentOf } from '../marks/index.js';
import type { ColdStart, Owner } from '../model.js';
import { labelsThatHold, ownerFrom, type ClusterFacts } from '../read/index.js';
import type { Candidate } from './candidates.js';

/** What kube-state-metrics says of the place of a pod in the cluster. */
export type PodIdentity = Pick<
  ColdStart,
  'node' | 'nodeType' | 'nodeCreated' | 'owner' | 'image' | 'restarts'
>;

export function podIdentityOf({ pod, container, gpus }: Candidate, cluster: ClusterFacts): PodIdentity {
  const node = pod?.book.latest('node')?.label ?? '';
  const nodeCreated = cluster.nodeCreated(node);
  return {
    node,
    nodeType: cluster.instanceType(node) || (gpus.find(({ product }) => product !== '')?.product ?? ''),
    nodeCreated: nodeCreated ? momentOf(nodeCreated) : null,
    owner: ownerOf(pod, cluster),
    image: pod?.book.latest('image', container)?.label ?? '',
    restarts: pod?.book.latest('restarts', container)?.value ?? null,
  };
}

function ownerOf(pod: Candidate['pod'], cluster: ClusterFacts): Owner | null {
  if (!pod) return null;
  const group = groupOf(pod);
  if (group) return { kind: 'LeaderWorkerSet', name: group.name };
  const [label] = labelsThatHold(pod, 'owner');
  if (label === undefined) return null;
  const owner = ownerFrom(label);
  return (owner.kind === 'ReplicaSet' && cluster.ownerOf(pod.who.namespace, owner.name)) || owner;
}

/** The group of a LeaderWorkerSet that a pod is part of, by its labels; null where it has none that are told. */
export function groupOf(pod: NonNullable<Candidate['pod']>): { name: string; index: string } | null {
  const [label] = labelsThatHold(pod, 'group');
  if (label === undefined) return null;
  const [name = '', index = ''] = label.split('/');
  return { name, index };
}
