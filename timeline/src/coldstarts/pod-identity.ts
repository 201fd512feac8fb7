import { momentOf } from '../marks/index.js';
import type { ColdStart, Owner } from '../model.js';
import { labelsThatHold, ownerFrom } from '../read/index.js';
import type { Candidate } from './candidates.js';
import type { Question } from './question.js';

/** What kube-state-metrics says of the place of a pod in the cluster. */
export type PodIdentity = Pick<
  ColdStart,
  'node' | 'nodeType' | 'nodeCreated' | 'owner' | 'image' | 'restarts'
>;

export function podIdentityOf({ pod, container, gpus }: Candidate, question: Question): PodIdentity {
  const node = pod?.book.latest('node')?.label ?? '';
  const nodeCreated = question.nodeCreated(node);
  return {
    node,
    nodeType: question.instanceType(node) || (gpus.find(({ product }) => product !== '')?.product ?? ''),
    nodeCreated: nodeCreated ? momentOf(nodeCreated) : null,
    owner: ownerOf(pod, question),
    image: pod?.book.latest('image', container)?.label ?? '',
    restarts: pod?.book.latest('restarts', container)?.value ?? null,
  };
}

function ownerOf(pod: Candidate['pod'], question: Question): Owner | null {
  if (!pod) return null;
  const group = groupOf(pod);
  if (group) return { kind: 'LeaderWorkerSet', name: group.name };
  const [label] = labelsThatHold(pod, 'owner');
  if (label === undefined) return null;
  const owner = ownerFrom(label);
  return (owner.kind === 'ReplicaSet' && question.ownerOf(pod.who.namespace, owner.name)) || owner;
}

/** The group of a LeaderWorkerSet that a pod is part of, by its labels; null where it has none that are told. */
export function groupOf(pod: NonNullable<Candidate['pod']>): { name: string; index: string } | null {
  const [label] = labelsThatHold(pod, 'group');
  if (label === undefined) return null;
  const [name = '', index = ''] = label.split('/');
  return { name, index };
}
