import { describe, expect, test } from 'vitest';
import { buildTimeline } from '../../src/index.js';
import { identify, isNamed } from '../../src/read/index.js';
import {
  CLUSTER_NODE,
  clusterWorkload,
  frontDoor,
  SCRAPED_ENGINE,
  type LabelLayout,
  type Signal,
  type Subject,
} from '../../src/signals/index.js';
import { activity, samples, timelineAt, view, type Labels } from '../fixtures/index.js';

function rowOf(speaksOf: Subject, labels: LabelLayout): Signal {
  return {
    metric: 'some_metric',
    source: 'coldstart',
    says: 'something',
    speaksOf,
    meaning: { kind: 'queue_depth', where: 'engine' },
    labels,
    resolutionS: null,
    fetch: 'queue',
  };
}

const who = (row: Signal, labels: Labels): ReturnType<typeof identify> =>
  identify(row, samples(row.metric, labels, []));

describe('what a series speaks of', () => {
  const autoscaler = rowOf('workload', clusterWorkload('horizontalpodautoscaler'));

  test('an autoscaler, not the exporter that Prometheus found it at', () => {
    const labels = {
      horizontalpodautoscaler: 'keda-hpa-llm',
      exported_namespace: 'ml',
      namespace: 'monitoring',
      pod: 'kube-state-metrics-0',
      instance: '10.0.0.7:8080',
    };
    expect(who(autoscaler, labels)).toMatchObject({
      workload: 'keda-hpa-llm',
      namespace: 'ml',
      pod: '',
      reporter: 'kube-state-metrics-0',
    });
    expect(isNamed(autoscaler, who(autoscaler, labels))).toBe(true);
    expect(isNamed(autoscaler, who(autoscaler, { namespace: 'ml', pod: 'x' }))).toBe(false);
  });

  test('a node, of kube-state-metrics whose own node is another', () => {
    const node = rowOf('node', CLUSTER_NODE);
    expect(who(node, { exported_node: 'gpu-1', node: 'infra-1', pod: 'ksm' })).toMatchObject({
      node: 'gpu-1',
      pod: '',
    });
  });

  test('an engine by the pod that service discovery names; what a collector renamed is the engine’s', () => {
    const engine = rowOf('model', SCRAPED_ENGINE);
    expect(who(engine, { model_name: 'qwen', pod: 'llm-0', namespace: 'ml' })).toMatchObject({
      model: 'qwen',
      pod: 'llm-0',
      namespace: 'ml',
      reporter: 'llm-0',
    });
    const again = { model_name: 'qwen', exported_pod: 'llm-0', pod: 'collector-1' };
    expect(who(engine, again)).toMatchObject({ pod: 'llm-0', reporter: 'llm-0' });
    expect(who(engine, { model_name: 'qwen', instance: '10.0.0.9:8000', job: 'vllm' })).toMatchObject({
      pod: '',
      reporter: '10.0.0.9:8000',
    });
  });

  test('a queue in front of the engines by its pool and its model', () => {
    const door = rowOf('model', frontDoor(['inference_pool', 'name'], ['target_model_name', 'model_name']));
    const labels = {
      name: 'pool-a',
      model_name: 'qwen',
      target_model_name: '',
      namespace: 'ml',
      pod: 'epp-0',
    };
    expect(who(door, labels)).toMatchObject({
      workload: 'pool-a',
      model: 'qwen',
      namespace: 'ml',
      pod: '',
      reporter: 'epp-0',
    });
    expect(isNamed(door, who(door, { ...labels, name: '' }))).toBe(true);
    expect(isNamed(door, who(door, { namespace: 'ml', pod: 'epp-0' }))).toBe(false);
  });
});

describe('series that do not name it', () => {
  test('are left out with a note that names the labels; a queue needs a model or a pod', () => {
    const queue = (labels: Labels): ReturnType<typeof samples> =>
      samples('coldstart_queue_depth', labels, [[10, 3]]);
    const timeline = timelineAt(60, [
      queue({ model_name: 'qwen', instance: 'a:9464' }),
      queue({ instance: 'b:9464' }),
      samples('kube_pod_created', { namespace: 'ml' }, [[10, 3]]),
    ]);
    expect(timeline.queues).toMatchObject([{ model: 'qwen', reporter: 'a:9464' }]);
    expect(timeline.notes).toEqual([
      'Series of coldstart_queue_depth name no model (label model_name or k8s_pod_name): ignored.',
      'Series of kube_pod_created name no pod (label exported_pod or pod): ignored.',
    ]);
  });

  test('a GPU that no pod holds is none to note', () => {
    const free = activity([[10, 0]], { pod: '', container: '' });
    expect(buildTimeline({ series: [free] }, view(60)).notes).toEqual([]);
  });
});
