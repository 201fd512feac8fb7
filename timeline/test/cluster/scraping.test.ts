import { describe, expect, test } from 'vitest';
import type { Series } from '../../src/index.js';
import {
  activity,
  cluster,
  every,
  instant,
  onlyColdStart,
  own,
  samples,
  T0,
  timelineAt,
} from '../fixtures/index.js';

const LABELS = { namespace: 'ml', pod: 'a', uid: 'uid-a' };
const REQUESTS = { ...LABELS, container: 'server', resource: 'nvidia_com_gpu', unit: 'integer' };
const REQUEST = 'kube_pod_container_resource_requests';
const POD = { created: 0, scheduled: 2, accepted: 2, started: 9, isReady: 0 } as const;
/** A GPU request seen every `stepS` in the stretches. */
const seen = (
  stepS: number,
  more: Record<string, string>,
  ...stretches: (readonly [number, number])[]
): Series =>
  samples(
    REQUEST,
    { ...REQUESTS, ...more },
    stretches.flatMap(([a, b]) => every(stepS, a, b, () => 1)),
  );

describe('Prometheus was down for five minutes', () => {
  const nowS = 600;
  const pod = cluster({ ...POD, nowS, ready: 550 });
  const request = seen(15, {}, [0, 120], [420, 600]);

  test('in the middle of a load: the times are exact, the GPU is unknown in between, never idle', () => {
    const points = [...every(15, 0, 120, () => 0), ...every(15, 420, 600, () => 0)];
    const one = onlyColdStart(timelineAt(nowS, pod, [request, activity(points)]));
    expect(one).toMatchObject({ startS: T0, endS: T0 + 550, resolutionS: 2, outcome: { kind: 'ready' } });
    if (one.gpu.kind !== 'observed') throw new Error('the GPU has samples');
    const unknown = one.gpu.gpus[0]?.activity.find(({ state }) => state === 'unknown');
    // After a hole a sample speaks for one spacing before it: that of 420 from 405 on.
    expect(unknown).toMatchObject({ startS: T0 + 120, endS: T0 + 405 });
    expect(one.gpu.unknownGpuS).toBe(285);
  });

  test('a pod that loads before and after has not been lost', () => {
    const loading = cluster({ ...POD, nowS });
    expect(onlyColdStart(timelineAt(nowS, loading, [request])).outcome).toEqual({ kind: 'loading' });
  });
});

describe('kube-state-metrics was restarted', () => {
  test('its series end and come back under another instance: one pod, one cold start', () => {
    const nowS = 300;
    const twice = (one: Series): Series[] => [
      { ...one, labels: { ...one.labels, instance: '10.0.0.7:8080' } },
      { ...one, labels: { ...one.labels, instance: '10.0.0.9:8080' } },
    ];
    const one = onlyColdStart(
      timelineAt(nowS, cluster({ ...POD, nowS }).flatMap(twice), [
        seen(15, { instance: '10.0.0.7:8080' }, [0, 120]),
        seen(15, { instance: '10.0.0.9:8080' }, [180, 300]),
      ]),
    );
    expect(one).toMatchObject({ id: 'ml/a/server/1', outcome: { kind: 'loading' }, restarts: null });
  });

  test('right before the evaluation: a pod that misses two samples is not lost yet', () => {
    const one = onlyColdStart(timelineAt(300, cluster({ ...POD, nowS: 300 }), [seen(15, {}, [0, 270])]));
    expect(one.outcome).toEqual({ kind: 'loading' });
  });
});

describe('every series comes twice', () => {
  const nowS = 300;
  const replica = (name: string, offsetS: number, series: readonly Series[]): Series[] =>
    series.map((one) => ({
      ...one,
      labels: { ...one.labels, prometheus_replica: name },
      timesS: Array.from(one.timesS, (timeS) => timeS + offsetS),
    }));
  const pod = [...cluster({ ...POD, nowS: nowS - 10, restarts: 0, image: 'vllm:1' }), seen(60, {}, [0, 240])];

  test('from an HA pair of Prometheus, a little apart: as if it came once', () => {
    const once = timelineAt(nowS, pod);
    const pair = timelineAt(nowS, replica('a', 0, pod), replica('b', 0.4, pod));
    expect(pair.coldStarts).toEqual(once.coldStarts);
    expect(pair.notes).toEqual(once.notes);
  });

  test('the spacing of each counts, not the distance between the two', () => {
    const gone = (series: Series[]) => onlyColdStart(timelineAt(400, series)).outcome.kind;
    // Samples every 60 s, the last at 240: three of them are missed at 420.
    expect(gone([...replica('a', 0, pod), ...replica('b', 0.4, pod)])).toBe('loading');
  });

  test('of own series too', () => {
    const load = own({
      nowS: nowS - 10,
      marks: { process_started: 9.5 },
      phases: { weights_load: [20, null] },
    });
    const alive = samples(
      'coldstart_load_in_progress_start_timestamp_seconds',
      load[0]?.labels ?? {},
      every(60, 10, 250, () => T0 + 9.5),
    );
    const series = [...load, alive];
    expect(
      onlyColdStart(timelineAt(420, replica('a', 0, series), replica('b', 0.4, series))).outcome,
    ).toEqual({
      kind: 'loading',
    });
  });

  test('from two shards of kube-state-metrics, of which one is behind: the pod is Ready', () => {
    const behind = cluster({ ...POD, nowS });
    const ahead = cluster({ ...POD, nowS, isReady: 1, ready: 280 });
    const one = onlyColdStart(timelineAt(nowS, behind, ahead, [seen(15, {}, [0, 300])]));
    expect(one).toMatchObject({ endS: T0 + 280, outcome: { kind: 'ready', by: 'pod_ready' } });
  });
});

describe('labels that Prometheus renamed', () => {
  test('name the pod, not the exporter', () => {
    const renamed = ({ labels, ...rest }: Series): Series => {
      const { namespace, pod, container, node, ...others } = labels;
      const own = {
        exported_namespace: namespace,
        exported_pod: pod,
        exported_container: container,
        exported_node: node,
      };
      const known = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
      return {
        ...rest,
        labels: {
          ...others,
          ...known,
          namespace: 'monitoring',
          pod: 'ksm-0',
          container: 'ksm',
          node: 'infra-1',
        },
      };
    };
    const pod = cluster({ ...POD, nowS: 100, ready: 80, gpus: 1, node: 'n1', image: 'vllm:1' });
    const nodeType = instant(
      'kube_node_labels',
      { node: 'n1', label_node_kubernetes_io_instance_type: 'p5' },
      1,
      100,
    );
    expect(onlyColdStart(timelineAt(100, [...pod, nodeType].map(renamed)))).toMatchObject({
      id: 'ml/a/server/1',
      node: 'n1',
      nodeType: 'p5',
      image: 'vllm:1',
      endS: T0 + 80,
    });
  });
});
