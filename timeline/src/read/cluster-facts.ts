import type { Owner } from '../model.js';
import type { Notes } from '../notes/index.js';
import { FactBook } from './fact-book.js';
import type { Reading } from './identity.js';
import type { Sample } from './samples.js';
import { forEachAmount, forEachTime } from './values.js';

/** What kube-state-metrics says of nodes and of what owns what. */
export interface ClusterFacts {
  /** When a node joined the cluster. */
  readonly nodeCreated: (node: string) => Sample | undefined;
  /** Empty where no label tells. */
  readonly instanceType: (node: string) => string;
  /** The owner of a ReplicaSet. */
  readonly ownerOf: (namespace: string, replicaSet: string) => Owner | undefined;
}

/** The present label of Kubernetes, then the one that older nodes bear. */
const INSTANCE_TYPE_LABELS = [
  'label_node_kubernetes_io_instance_type',
  'label_beta_kubernetes_io_instance_type',
];

export function readCluster(readings: readonly Reading[], notes: Notes): ClusterFacts {
  const book = new FactBook<'created' | 'instance_type' | 'owner'>();
  for (const reading of readings) {
    const { signal, who, series } = reading;
    const { meaning } = signal;
    if (meaning.kind === 'node_fact' && meaning.fact === 'created') {
      forEachTime(reading, '', notes, (sample) => {
        book.put('created', who.node, sample);
      });
    } else if (meaning.kind === 'node_fact') {
      const name = INSTANCE_TYPE_LABELS.find((label) => series.labels[label]);
      if (!name) continue;
      forEachAmount(reading, series.labels[name] ?? '', notes, (sample) => {
        book.put('instance_type', who.node, sample);
      });
    } else if (meaning.kind === 'workload_owner') {
      const { owner_kind: kind, owner_name: name, owner_is_controller: controls } = series.labels;
      if (!isOwner(kind, name, controls)) continue;
      forEachAmount(reading, `${kind ?? ''}/${name ?? ''}`, notes, (sample) => {
        book.put('owner', JSON.stringify([who.namespace, who.workload]), sample);
      });
    }
  }
  return {
    nodeCreated: (node) => book.latest('created', node),
    instanceType: (node) => book.latest('instance_type', node)?.label ?? '',
    ownerOf: (namespace, replicaSet) => {
      const label = book.latest('owner', JSON.stringify([namespace, replicaSet]))?.label;
      return label === undefined ? undefined : ownerFrom(label);
    },
  };
}

/** Whether the labels of an owner name one that makes what it owns. Older releases write `<none>` where there is none. */
export function isOwner(kind = '', name = '', controls = ''): boolean {
  return kind !== '' && kind !== '<none>' && name !== '' && controls !== 'false';
}

/** `kind/name`; no name has a slash in it. */
export function ownerFrom(label: string): Owner {
  const [kind = '', name = ''] = label.split('/');
  return { kind, name };
}
