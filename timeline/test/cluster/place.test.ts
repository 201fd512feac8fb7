import { describe, expect, test } from 'vitest';
import {
  activity,
  cluster,
  every,
  instant,
  onlyColdStart,
  samples,
  T0,
  timelineAt,
} from '../fixtures/index.js';

const POD = {
  nowS: 100,
  created: 0,
  scheduled: 40,
  accepted: 40,
  started: 50,
  ready: 90,
  gpus: 1,
  node: 'n1',
} as const;
const GPU = activity(every(5, 40, 100, () => 0));
const type = (label: string) => instant('kube_node_labels', { node: 'n1', [label]: 'p5.48xlarge' }, 1, 100);

describe('the node', () => {
  test('has its instance type before the product name of its GPU', () => {
    const one = onlyColdStart(
      timelineAt(100, cluster(POD), [GPU, type('label_node_kubernetes_io_instance_type')]),
    );
    expect(one).toMatchObject({ node: 'n1', nodeType: 'p5.48xlarge' });
  });

  test('of an older cluster bears the older label', () => {
    const label = 'label_beta_kubernetes_io_instance_type';
    expect(onlyColdStart(timelineAt(100, cluster(POD), [GPU, type(label)])).nodeType).toBe('p5.48xlarge');
  });

  test('has the product name where nobody tells its type, and none of another node', () => {
    const elsewhere = { node: 'n2', label_node_kubernetes_io_instance_type: 'g5.xlarge' };
    const series = [GPU, instant('kube_node_labels', elsewhere, 1, 100)];
    expect(onlyColdStart(timelineAt(100, cluster(POD), series)).nodeType).toBe('NVIDIA L4');
  });

  test('that came up for the pod was created after it', () => {
    const node = instant('kube_node_created', { node: 'n1' }, T0 + 25, 100);
    expect(onlyColdStart(timelineAt(100, cluster(POD), [node])).nodeCreated).toMatchObject({
      atS: T0 + 25,
      resolutionS: 1,
      source: 'kube-state-metrics',
    });
    expect(onlyColdStart(timelineAt(100, cluster(POD))).nodeCreated).toBeNull();
  });

  test('whose time is none is named in a note', () => {
    const { notes } = timelineAt(100, cluster(POD), [
      samples('kube_node_created', { node: 'n1' }, [[100, -T0 * 2]]),
    ]);
    expect(notes).toContainEqual(
      'A value of kube_node_created of node n1 is no Unix time in seconds: ignored.',
    );
  });
});

describe('the owner', () => {
  const owned = cluster({ ...POD, owner: ['ReplicaSet', 'llm-5c9d7'] });

  test('is the Deployment of the ReplicaSet', () => {
    const labels = {
      replicaset: 'llm-5c9d7',
      owner_kind: 'Deployment',
      owner_name: 'llm',
      owner_is_controller: 'true',
    };
    const of = (namespace: string) => instant('kube_replicaset_owner', { ...labels, namespace }, 1, 100);
    expect(onlyColdStart(timelineAt(100, owned, [of('ml')])).owner).toEqual({
      kind: 'Deployment',
      name: 'llm',
    });
    expect(onlyColdStart(timelineAt(100, owned, [of('other')])).owner).toEqual({
      kind: 'ReplicaSet',
      name: 'llm-5c9d7',
    });
  });

  test('is none of a pod that nothing made', () => {
    const none = { namespace: 'ml', pod: 'a', uid: 'uid-a', owner_kind: '<none>', owner_name: '<none>' };
    expect(
      onlyColdStart(timelineAt(100, cluster(POD), [instant('kube_pod_owner', none, 1, 100)])).owner,
    ).toBeNull();
  });
});

describe('image and restarts', () => {
  test('are those of the container', () => {
    const one = onlyColdStart(
      timelineAt(100, cluster({ ...POD, image: 'vllm/vllm-openai:v0.26.0', restarts: 0 })),
    );
    expect(one).toMatchObject({ image: 'vllm/vllm-openai:v0.26.0', restarts: 0 });
  });

  test('are unknown where nobody tells', () => {
    expect(onlyColdStart(timelineAt(100, cluster(POD)))).toMatchObject({ image: '', restarts: null });
  });
});
