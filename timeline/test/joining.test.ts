import { describe, expect, test } from 'vitest';
import { buildTimeline } from '../src/index.js';
import {
  activity,
  cluster,
  every,
  instant,
  onlyColdStart,
  own,
  T0,
  timelineAt,
  READY_CLUSTER,
  READY_OWN,
} from './fixtures/index.js';

describe('joining', () => {
  test('a pod without own series is a cold start where it asks for a GPU, else it is none', () => {
    const timeline = timelineAt(
      50,
      cluster({ nowS: 50, pod: 'gateway', created: 0, scheduled: 1, started: 2, ready: 3 }),
      cluster({ nowS: 50, pod: 'llm', created: 0, scheduled: 1, started: 2, ready: 30, gpus: 1 }),
    );
    const one = onlyColdStart(timeline);
    expect(one.pod).toBe('llm');
    expect(one.phases.map(({ phase }) => phase)).toEqual(['scheduling', 'container_start']);
    expect(timeline.notes).toContainEqual(expect.stringContaining('No coldstart series'));
  });

  test('a pod without own series and without a request is one where a GPU was seen with it', () => {
    const one = onlyColdStart(
      timelineAt(50, cluster({ nowS: 50, pod: 'dra', created: 0, scheduled: 1, started: 2 }), [
        activity(
          every(5, 5, 50, () => 0),
          { pod: 'dra', container: 'vllm' },
        ),
      ]),
    );
    expect(one).toMatchObject({ pod: 'dra', container: 'vllm' });
  });

  test('an SDK that does not know its namespace joins by the name of its pod', () => {
    const one = onlyColdStart(timelineAt(100, cluster(READY_CLUSTER), own({ ...READY_OWN, namespace: '' })));
    expect(one).toMatchObject({ namespace: 'ml', startS: T0 });
  });

  test('it joins nothing where two namespaces have a pod of that name', () => {
    const { coldStarts } = timelineAt(
      100,
      cluster(READY_CLUSTER),
      cluster({ ...READY_CLUSTER, namespace: 'other', uid: 'u2' }),
      own({ ...READY_OWN, namespace: '' }),
    );
    expect(coldStarts.map(({ namespace, startS }) => [namespace, startS - T0])).toEqual([
      ['ml', 0],
      ['other', 0],
      ['', 9.5],
    ]);
  });

  test('a sidecar does not date the container', () => {
    const one = onlyColdStart(
      timelineAt(100, cluster(READY_CLUSTER), own(READY_OWN), [
        instant(
          'kube_pod_container_state_started',
          { namespace: 'ml', pod: 'a', uid: 'uid-a', container: 'istio-proxy' },
          T0 + 4,
          100,
        ),
      ]),
    );
    expect(one.marks.container_started?.atS).toBe(T0 + 9);
  });

  test('a pod made anew under the same name starts with its own object', () => {
    const { coldStarts } = timelineAt(
      300,
      cluster({ ...READY_CLUSTER, nowS: 300, uid: 'old' }),
      cluster({
        ...READY_CLUSTER,
        nowS: 300,
        uid: 'new',
        created: 200,
        scheduled: 201,
        accepted: 201,
        started: 203,
        ready: 250,
      }),
      own({ nowS: 300, marks: { process_started: 203.5, model_ready: 249 }, inProgress: null }),
    );
    expect(coldStarts.map(({ id, startS, endS }) => [id, startS - T0, endS - T0])).toEqual([
      ['ml/a/server/1/old', 0, 61],
      ['ml/a/server/1', 200, 250],
    ]);
  });

  test('only cold starts that touch the view are there', () => {
    const series = [...cluster(READY_CLUSTER), ...own(READY_OWN)];
    const inView = (fromS: number, toS: number): number =>
      buildTimeline({ series }, { nowS: T0 + 100, fromS: T0 + fromS, toS: T0 + toS }).coldStarts.length;
    expect([inView(-50, -1), inView(-50, 0), inView(61, 90), inView(62, 90)]).toEqual([0, 1, 1, 0]);
  });
});

describe('attempts', () => {
  const first = own({
    nowS: 200,
    attempt: 1,
    marks: { process_started: 9.5 },
    phases: { weights_load: [20, null] },
    inProgress: 9.5,
    seenUntilS: 40,
  });
  const second = own({
    nowS: 200,
    attempt: 2,
    marks: { process_started: 60.5, model_ready: 120 },
    phases: { weights_load: [70, 110] },
    inProgress: null,
    seenFromS: 61,
  });
  const pod = cluster({ nowS: 200, created: 0, scheduled: 2, accepted: 2, started: 60, ready: 121, gpus: 1 });
  const starts = [
    instant(
      'kube_pod_container_state_started',
      { namespace: 'ml', pod: 'a', uid: 'uid-a', container: 'server' },
      T0 + 9,
      200,
    ),
  ];

  test('are cold starts of their own; the life of the pod object belongs to the first', () => {
    const [one, two] = timelineAt(200, first, second, pod, starts).coldStarts;
    expect(one).toMatchObject({ attempt: 1, startS: T0, outcome: { kind: 'lost', lastSeenS: T0 + 39.5 } });
    expect(one?.marks.container_started?.atS).toBe(T0 + 9);
    expect(two).toMatchObject({ attempt: 2, startS: T0 + 60, endS: T0 + 121, outcome: { kind: 'ready' } });
    expect(two?.marks.created).toBeUndefined();
    expect(two?.phases.map(({ phase }) => phase)).toEqual(['weights_load', 'readiness']);
  });

  test('a second attempt in one process does not begin with the process', () => {
    const again = own({
      nowS: 200,
      attempt: 2,
      marks: { process_started: 9.5 },
      phases: { weights_load: [70, null] },
      inProgress: 69,
    });
    const two = timelineAt(200, first, again).coldStarts[1];
    expect(two).toMatchObject({ attempt: 2, startS: T0 + 69 });
    expect(two?.marks.process_started).toBeUndefined();
  });

  test('a restart after Ready is no cold start since the creation of the pod', () => {
    const series = [
      ...cluster({
        nowS: 4000,
        created: 0,
        scheduled: 2,
        accepted: 2,
        started: 3900,
        ready: 61,
        gpus: 1,
        isReady: 0,
      }),
      instant(
        'kube_pod_container_state_started',
        { namespace: 'ml', pod: 'a', uid: 'uid-a', container: 'server' },
        T0 + 9,
        4000,
      ),
      ...own({
        nowS: 4000,
        marks: { process_started: 3900.5 },
        phases: { weights_load: [3910, null] },
        inProgress: 3901,
      }),
    ];
    const one = onlyColdStart(timelineAt(4000, series));
    expect(one).toMatchObject({ startS: T0 + 3900, outcome: { kind: 'loading' } });
  });

  test('what is left from the life before is not taken for this one', () => {
    const one = onlyColdStart(
      timelineAt(
        200,
        own({
          nowS: 200,
          marks: { process_started: 100, model_ready: 60 },
          phases: { runtime_init: [100, 110], weights_load: [110, 50], warmup: [55, 60] },
          inProgress: 100.5,
        }),
      ),
    );
    expect(one.outcome.kind).toBe('loading');
    expect(one.phases.map(({ phase, state }) => [phase, state])).toEqual([
      ['runtime_init', 'ok'],
      ['weights_load', 'running'],
    ]);
  });

  test('several models of one container are told apart', () => {
    const { coldStarts } = timelineAt(
      100,
      own({ ...READY_OWN, model: 'big' }),
      own({
        nowS: 100,
        model: 'small',
        phases: { weights_load: [5, 7] },
        marks: { model_ready: 8 },
        inProgress: null,
      }),
    );
    expect(coldStarts.map(({ id, model }) => [id, model])).toEqual([
      ['ml/a/server/1/small', 'small'],
      ['ml/a/server/1/big', 'big'],
    ]);
  });
});

describe('moments that move', () => {
  test('the first Ready counts, not the last after a flapping probe', () => {
    const flapped = instant(
      'kube_pod_status_ready_time',
      { namespace: 'ml', pod: 'a', uid: 'uid-a' },
      T0 + 95,
      100,
    );
    const one = onlyColdStart(timelineAt(100, cluster(READY_CLUSTER), own(READY_OWN), [flapped]));
    expect(one.endS).toBe(T0 + 61);
  });
});

describe('simulated series', () => {
  test('are told by source', () => {
    const one = onlyColdStart(
      timelineAt(100, cluster({ ...READY_CLUSTER, simulated: true }), own(READY_OWN), [
        activity(
          every(5, 5, 100, () => 0),
          { labels: { simulated: 'true' } },
        ),
      ]),
    );
    expect(one.simulated).toEqual(['kube-state-metrics', 'dcgm-exporter']);
  });
});
