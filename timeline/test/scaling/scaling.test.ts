import { describe, expect, test } from 'vitest';
import { samples, T0, timelineAt } from '../fixtures/index.js';

const HPA = { namespace: 'ml', horizontalpodautoscaler: 'keda-hpa-llm' };
const DESIRED = 'kube_horizontalpodautoscaler_status_desired_replicas';

describe('scale decisions', () => {
  test('are the changes of the number of replicas, each as late as its sample', () => {
    const { scaling } = timelineAt(100, [
      samples(DESIRED, HPA, [
        [0, 1],
        [15, 1],
        [30, 4],
        [90, 2],
      ]),
    ]);
    const of = {
      namespace: 'ml',
      workload: 'keda-hpa-llm',
      what: 'desired',
      source: 'kube-state-metrics',
      metric: DESIRED,
    };
    expect(scaling).toEqual([
      { ...of, atS: T0 + 30, resolutionS: 15, from: 1, to: 4 },
      { ...of, atS: T0 + 90, resolutionS: 60, from: 4, to: 2 },
    ]);
  });

  test('of a pair of scrapers, or of a restarted exporter, come once', () => {
    const { scaling } = timelineAt(100, [
      samples(DESIRED, { ...HPA, instance: 'a' }, [
        [0, 1],
        [15, 3],
      ]),
      samples(DESIRED, { ...HPA, instance: 'b' }, [
        [15, 3],
        [30, 3],
      ]),
    ]);
    expect(scaling.map(({ atS, to }) => [atS - T0, to])).toEqual([[15, 3]]);
  });

  test.each([
    ['keda_scaler_active', { exported_namespace: 'ml', scaledObject: 'llm' }, 'active', 'llm'],
    ['kube_deployment_spec_replicas', { namespace: 'ml', deployment: 'llm' }, 'spec', 'llm'],
    ['kn_revision_pods_desired', { k8s_namespace_name: 'ml', kn_revision_name: 'llm-1' }, 'desired', 'llm-1'],
  ] as const)('are read from %s', (metric, labels, what, workload) => {
    const { scaling } = timelineAt(100, [
      samples(metric, labels, [
        [0, 0],
        [15, 1],
      ]),
    ]);
    expect(scaling).toMatchObject([{ namespace: 'ml', workload, what, from: 0, to: 1, atS: T0 + 15 }]);
  });

  test('leave out values that are no number of replicas, with a note', () => {
    const { scaling, notes } = timelineAt(100, [
      samples(DESIRED, HPA, [
        [0, 1],
        [15, -1],
        [30, 1],
      ]),
    ]);
    expect(scaling).toEqual([]);
    expect(notes).toEqual([`A value of ${DESIRED} of keda-hpa-llm is negative or infinite: ignored.`]);
  });
});

test('triggers of a scaled object are tracks of their own, and no queue', () => {
  const labels = { namespace: 'ml', scaledObject: 'llm', scaler: 'prometheusScaler' };
  const { triggers, queues } = timelineAt(100, [
    samples('keda_scaler_metrics_value', { ...labels, metric: 's0-prometheus' }, [[10, 7]]),
    samples('keda_scaler_metrics_value', { ...labels, metric: 's1-cpu' }, [[10, 80]]),
  ]);
  const of = { namespace: 'ml', workload: 'llm', source: 'keda' };
  expect(triggers).toEqual([
    { ...of, trigger: 's0-prometheus', values: [{ atS: T0 + 10, value: 7 }] },
    { ...of, trigger: 's1-cpu', values: [{ atS: T0 + 10, value: 80 }] },
  ]);
  expect(queues).toEqual([]);
});
