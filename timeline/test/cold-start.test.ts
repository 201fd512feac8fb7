import { describe, expect, test } from 'vitest';
import { buildTimeline } from '../src/index.js';
import {
  cluster,
  instant,
  onlyColdStart,
  own,
  ownLabels,
  steady,
  T0,
  timelineAt,
  NOT_READY_CLUSTER,
  READY_CLUSTER,
  READY_OWN,
} from './fixtures/index.js';

describe('a cold start that became ready', () => {
  const one = onlyColdStart(timelineAt(100, cluster(READY_CLUSTER), own(READY_OWN)));

  test('runs from created to pod ready', () => {
    expect(one.startS).toBe(T0);
    expect(one.endS).toBe(T0 + 61);
    expect(one.durationS).toBe(61);
    expect(one.resolutionS).toBe(2);
    expect(one.outcome).toMatchObject({
      kind: 'ready',
      by: 'pod_ready',
      at: { metric: 'kube_pod_status_ready_time' },
    });
  });

  test('says who it is', () => {
    expect(one).toMatchObject({
      id: 'ml/a/server/1',
      namespace: 'ml',
      pod: 'a',
      container: 'server',
      model: 'qwen',
      node: 'n1',
      attempt: 1,
      bytes: { loaded: 1000, expected: 1000 },
      simulated: [],
    });
  });

  test('has cluster phases from the marks and server phases as reported', () => {
    const spans = one.phases.map(({ phase, startS, endS, state, depth, source }) => [
      phase,
      startS - T0,
      endS - T0,
      state,
      depth,
      source,
    ]);
    expect(spans).toEqual([
      ['scheduling', 0, 2, 'ok', 0, 'kube-state-metrics'],
      ['container_start', 2, 9, 'ok', 0, 'kube-state-metrics'],
      ['runtime_init', 9.5, 20, 'ok', 0, 'coldstart'],
      ['weights_load', 20, 50, 'ok', 0, 'coldstart'],
      ['weights_read', 20, 40, 'ok', 1, 'coldstart'],
      ['weights_transfer', 40, 50, 'ok', 1, 'coldstart'],
      ['warmup', 55, 60, 'ok', 0, 'coldstart'],
      ['readiness', 60, 61, 'ok', 0, 'kube-state-metrics'],
    ]);
  });

  test('counts what no phase covers', () => {
    // 9 to 9.5 before the process, 50 to 55 between load and warm-up.
    expect(one.unattributedS).toBeCloseTo(5.5, 6);
    const pieces = one.segments.map(({ startS, endS, phase }) => [
      startS - T0,
      endS - T0,
      phase === null ? null : one.phases[phase]?.phase,
    ]);
    expect(pieces).toEqual([
      [0, 2, 'scheduling'],
      [2, 9, 'container_start'],
      [9, 9.5, null],
      [9.5, 20, 'runtime_init'],
      [20, 40, 'weights_read'],
      [40, 50, 'weights_transfer'],
      [50, 55, null],
      [55, 60, 'warmup'],
      [60, 61, 'readiness'],
    ]);
  });

  test('dates its marks with their resolution', () => {
    expect(one.marks.created).toMatchObject({
      atS: T0,
      resolutionS: 1,
      source: 'kube-state-metrics',
      estimated: false,
    });
    expect(one.marks.gpu_allocated).toMatchObject({ atS: T0 + 2, resolutionS: 1, estimated: true });
    expect(one.marks.model_ready).toMatchObject({ atS: T0 + 60, resolutionS: 0.001, source: 'coldstart' });
    expect(one.marks.failed).toBeUndefined();
    expect(one.disagreements).toEqual([]);
  });
});

describe('start', () => {
  test('without kube-state-metrics is the earliest moment that the load reports', () => {
    const one = onlyColdStart(timelineAt(100, own(READY_OWN)));
    expect(one.startS).toBe(T0 + 9.5);
    expect(one.outcome).toMatchObject({ kind: 'ready', by: 'model_ready' });
    expect(one.endS).toBe(T0 + 60);
    expect(one.phases.map(({ phase }) => phase)).not.toContain('readiness');
  });

  test('without a process mark is the first phase', () => {
    const one = onlyColdStart(
      timelineAt(10, own({ nowS: 10, phases: { weights_load: [4, null] }, inProgress: 4 })),
    );
    expect(one.startS).toBe(T0 + 4);
  });
});

describe('what only some clusters report', () => {
  test('init containers are a phase inside the container start', () => {
    const labels = { namespace: 'ml', pod: 'a', uid: 'uid-a', container: 'storage-initializer' };
    const one = onlyColdStart(
      timelineAt(100, cluster(READY_CLUSTER), own(READY_OWN), [
        instant('kube_pod_init_container_state_started', labels, T0 + 3, 100),
        instant('kube_pod_init_container_status_last_terminated_timestamp', labels, T0 + 8, 100),
      ]),
    );
    const parent = one.phases.findIndex(({ phase }) => phase === 'container_start');
    expect(one.phases.find(({ phase }) => phase === 'init')).toMatchObject({
      startS: T0 + 3,
      endS: T0 + 8,
      resolutionS: 2,
      parent,
    });
  });

  test('where the pod is Ready and no one says since when, its containers tell it, as an estimate', () => {
    const one = onlyColdStart(
      timelineAt(100, cluster({ ...NOT_READY_CLUSTER, isReady: 1 }), own(READY_OWN), [
        instant(
          'kube_pod_status_container_ready_time',
          { namespace: 'ml', pod: 'a', uid: 'uid-a' },
          T0 + 61,
          100,
        ),
      ]),
    );
    expect(one.outcome).toMatchObject({
      kind: 'ready',
      by: 'pod_ready',
      at: { atS: T0 + 61, estimated: true },
    });
  });

  test('the result of the load stands for marks that are missing', () => {
    const result = (outcome: string) =>
      onlyColdStart(
        timelineAt(100, own({ nowS: 100, phases: { weights_load: [5, 20] }, inProgress: null }), [
          instant(
            'coldstart_load_completed_timestamp_seconds',
            { ...ownLabels({}), outcome, weights_source: 'page_cache' },
            T0 + 21,
            100,
          ),
        ]),
      );
    expect(result('ok')).toMatchObject({
      outcome: { kind: 'ready' },
      endS: T0 + 21,
      weightsSource: 'page_cache',
    });
    expect(result('failed')).toMatchObject({
      outcome: { kind: 'failed' },
      marks: { failed: { atS: T0 + 21 } },
    });
  });
});

describe('options', () => {
  test('that are nonsense are named', () => {
    const options = { nowS: T0, fromS: T0, toS: T0 };
    expect(() => buildTimeline({ series: [] }, { ...options, nowS: Number.NaN })).toThrow('nowS is NaN');
    expect(() => buildTimeline({ series: [] }, { ...options, fromS: T0 + 1 })).toThrow('is after toS');
    expect(() => buildTimeline({ series: [] }, { ...options, busyThreshold: 5 })).toThrow(
      'busyThreshold is 5',
    );
    expect(() => buildTimeline({ series: [] }, { ...options, minGapS: -1 })).toThrow('minGapS is -1');
  });
});

describe('bad input', () => {
  test('is named and left out, and the rest is there', () => {
    const timeline = timelineAt(100, own(READY_OWN), [
      instant(
        'coldstart_phase_start_timestamp_seconds',
        {
          k8s_namespace_name: 'ml',
          k8s_pod_name: 'a',
          k8s_container_name: 'server',
          model_name: 'qwen',
          phase: 'foo',
        },
        T0,
        100,
      ),
      instant(
        'coldstart_mark_timestamp_seconds',
        {
          k8s_namespace_name: 'ml',
          k8s_pod_name: 'a',
          k8s_container_name: 'server',
          model_name: 'qwen',
          mark: 'created',
        },
        T0 * 1000,
        100,
      ),
      instant('coldstart_mark_timestamp_seconds', { mark: 'created' }, T0, 100),
      instant('up', {}, 1, 100),
      steady('kube_pod_created', { namespace: 'ml', pod: 'b', uid: 'b' }, Infinity, 0, 5),
    ]);
    expect(timeline.coldStarts).toHaveLength(1);
    expect(timeline.notes).toEqual([
      expect.stringContaining('No GPU activity series'),
      expect.stringContaining('No kube-state-metrics series'),
      'A value of coldstart_mark_timestamp_seconds of pod a looks like milliseconds: ignored.',
      'A value of kube_pod_created of pod b is no Unix time in seconds: ignored.',
      'Series of coldstart_mark_timestamp_seconds name no pod (label k8s_pod_name): ignored.',
      'Series of no known metric: up; ignored.',
      'Unknown phase "foo" on coldstart_phase_start_timestamp_seconds of pod a: ignored.',
    ]);
  });

  test('nothing gives an empty timeline', () => {
    expect(timelineAt(100)).toEqual({
      coldStarts: [],
      replicas: [],
      queues: [],
      scaling: [],
      triggers: [],
      notes: [],
    });
  });
});
