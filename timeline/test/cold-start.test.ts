import { describe, expect, test } from 'vitest';
import { buildTimeline } from '../src/index.js';
import {
  activity,
  cluster,
  every,
  instant,
  onlyColdStart,
  own,
  ownLabels,
  steady,
  T0,
  timelineAt,
} from './fixtures/index.js';

/** Created at 0, on a node at 2, container at 9. */
const NOT_READY_CLUSTER = {
  nowS: 100,
  created: 0,
  scheduled: 2,
  accepted: 2,
  started: 9,
  gpus: 1,
  node: 'n1',
};
/** Ready at 61. */
const READY_CLUSTER = { ...NOT_READY_CLUSTER, ready: 61 };
/** Load from 9.5 to 60. */
const READY_OWN = {
  nowS: 100,
  marks: { process_started: 9.5, model_ready: 60, first_request: 62.5 },
  phases: {
    runtime_init: [9.5, 20],
    weights_load: [20, 50],
    weights_read: [20, 40],
    weights_transfer: [40, 50],
    warmup: [55, 60],
  },
  inProgress: null,
  bytes: [1000, 1000],
} as const;

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

describe('a load that still runs', () => {
  test('runs its open phases to the evaluation time', () => {
    const one = onlyColdStart(
      timelineAt(
        30,
        cluster({ ...NOT_READY_CLUSTER, nowS: 30, isReady: 0 }),
        own({
          nowS: 30,
          marks: { process_started: 9.5 },
          phases: { weights_load: [20, null] },
          inProgress: 9.5,
        }),
      ),
    );
    expect(one.outcome).toEqual({ kind: 'loading' });
    expect(one.endS).toBe(T0 + 30);
    expect(one.phases.find(({ phase }) => phase === 'weights_load')).toMatchObject({
      state: 'running',
      endS: T0 + 30,
      durationS: 10,
      resolutionS: 0.001,
    });
  });

  test('waits for the pod when the model is ready and Kubernetes does not send requests yet', () => {
    const one = onlyColdStart(timelineAt(100, cluster({ ...NOT_READY_CLUSTER, isReady: 0 }), own(READY_OWN)));
    expect(one.outcome).toEqual({ kind: 'loading' });
    expect(one.phases.at(-1)).toMatchObject({
      phase: 'readiness',
      state: 'running',
      startS: T0 + 60,
      endS: T0 + 100,
    });
  });

  test('is ready by the model where kube-state-metrics says Ready without a time', () => {
    const one = onlyColdStart(timelineAt(100, cluster({ ...NOT_READY_CLUSTER, isReady: 1 }), own(READY_OWN)));
    expect(one.outcome).toMatchObject({ kind: 'ready', by: 'model_ready' });
  });

  test('goes on when only the pod is Ready, because its probe does not wait for the model', () => {
    const one = onlyColdStart(
      timelineAt(
        40,
        cluster({ ...READY_CLUSTER, nowS: 40, ready: 10 }),
        own({
          nowS: 40,
          marks: { process_started: 9.5 },
          phases: { weights_load: [20, null] },
          inProgress: 9.5,
        }),
      ),
    );
    expect(one.outcome).toEqual({ kind: 'loading' });
  });

  test('is ready with the model when the pod was Ready long before it, and says so', () => {
    const timeline = timelineAt(100, cluster({ ...READY_CLUSTER, ready: 10 }), own(READY_OWN));
    const one = onlyColdStart(timeline);
    expect(one.outcome).toMatchObject({ kind: 'ready', by: 'model_ready' });
    expect(one.durationS).toBe(60);
    expect(timeline.notes).toContainEqual(expect.stringContaining('Pod a became Ready before its model'));
  });

  test('has an unfinished scheduling phase while the pod is bound to no node', () => {
    const one = onlyColdStart(timelineAt(40, cluster({ nowS: 40, created: 0, gpus: 1, isReady: 0 })));
    expect(one.phases).toHaveLength(1);
    expect(one.phases[0]).toMatchObject({ phase: 'scheduling', state: 'running', durationS: 40 });
    expect(one.unattributedS).toBe(0);
  });

  test('has an unfinished container start while the image is pulled', () => {
    const one = onlyColdStart(
      timelineAt(40, cluster({ nowS: 40, created: 0, scheduled: 3, accepted: 3, gpus: 1, isReady: 0 })),
    );
    expect(one.phases.map(({ phase, state, durationS }) => [phase, state, durationS])).toEqual([
      ['scheduling', 'ok', 3],
      ['container_start', 'running', 37],
    ]);
  });
});

describe('a load that failed', () => {
  test('ends with its own mark and names the phase', () => {
    const one = onlyColdStart(
      timelineAt(
        100,
        own({
          nowS: 100,
          marks: { process_started: 1, failed: 30 },
          phases: {
            weights_load: [5, 30, 'failed'],
            weights_read: [6, 30, 'failed'],
            tokenizer_init: [2, 4],
          },
          inProgress: null,
        }),
      ),
    );
    expect(one.outcome).toMatchObject({ kind: 'failed', reason: 'the model load failed in Weights read' });
    expect(one.endS).toBe(T0 + 30);
    expect(one.phases.map(({ phase, state }) => [phase, state])).toEqual([
      ['tokenizer_init', 'ok'],
      ['weights_load', 'failed'],
      ['weights_read', 'failed'],
    ]);
  });

  test('ends when kube-state-metrics saw the container end, with its reason; open phases are cut off', () => {
    const one = onlyColdStart(
      timelineAt(
        100,
        cluster({ ...NOT_READY_CLUSTER, completed: 33, terminated: 'OOMKilled', failed: 1 }),
        own({
          nowS: 100,
          marks: { process_started: 9.5 },
          phases: { runtime_init: [9.5, 20], weights_load: [20, null] },
          inProgress: 9.5,
          seenUntilS: 33,
        }),
      ),
    );
    expect(one.outcome).toMatchObject({ kind: 'failed', reason: 'the container ended: OOMKilled' });
    expect(one.endS).toBe(T0 + 33);
    expect(one.marks.failed).toMatchObject({ atS: T0 + 33, source: 'kube-state-metrics' });
    expect(one.phases.at(-1)).toMatchObject({ phase: 'weights_load', state: 'cut_off', endS: T0 + 33 });
  });

  test('ended where it was last seen when nobody dates the end of a failed pod', () => {
    const one = onlyColdStart(
      timelineAt(
        100,
        cluster({ ...NOT_READY_CLUSTER, failed: 1, terminated: 'Error' }),
        own({ nowS: 100, phases: { weights_load: [20, null] }, inProgress: 20, seenUntilS: 45 }),
      ),
    );
    expect(one.outcome).toMatchObject({
      kind: 'failed',
      at: { atS: T0 + 45, estimated: true, resolutionS: 5 },
    });
  });

  test('does not fail for an end after it was ready', () => {
    const one = onlyColdStart(
      timelineAt(100, cluster({ ...READY_CLUSTER, completed: 90, terminated: 'Completed' }), own(READY_OWN)),
    );
    expect(one.outcome.kind).toBe('ready');
  });
});

describe('a load whose series stop', () => {
  const story = {
    marks: { process_started: 1 },
    phases: { weights_load: [5, null] },
    inProgress: 1,
  } as const;

  test('is lost after 30 s of silence, and ends where it was last seen', () => {
    const one = onlyColdStart(timelineAt(100, own({ ...story, nowS: 100, seenUntilS: 66 })));
    expect(one.outcome).toEqual({ kind: 'lost', lastSeenS: T0 + 66 });
    expect(one.endS).toBe(T0 + 66);
    expect(one.phases[0]).toMatchObject({ state: 'cut_off', durationS: 61 });
  });

  test('still loads within 30 s', () => {
    const one = onlyColdStart(timelineAt(95, own({ ...story, nowS: 95, seenUntilS: 66 })));
    expect(one.outcome.kind).toBe('loading');
  });

  test('is not lost once it was ready', () => {
    const one = onlyColdStart(
      timelineAt(500, own({ ...READY_OWN, nowS: 500, seenFromS: 10, seenUntilS: 70 })),
    );
    expect(one.outcome.kind).toBe('ready');
  });

  test('still loads while kube-state-metrics sees the pod', () => {
    const one = onlyColdStart(
      timelineAt(
        200,
        own({ ...story, nowS: 200, seenUntilS: 66 }),
        cluster({ nowS: 200, created: 0, isReady: 0, gpus: 1 }),
      ),
    );
    expect(one.outcome.kind).toBe('loading');
  });

  test('is seen by them alone where the pod asks for no GPU', () => {
    const pod = cluster({ nowS: 200, created: 0, isReady: 0 });
    const one = onlyColdStart(timelineAt(200, own({ ...story, nowS: 200, seenUntilS: 66 }), pod));
    expect(one.outcome).toEqual({ kind: 'lost', lastSeenS: T0 + 66 });
  });
});

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
      buildTimeline(series, { nowS: T0 + 100, fromS: T0 + fromS, toS: T0 + toS }).coldStarts.length;
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

describe('clocks', () => {
  test('pod ready in the second of model ready is rounding, and readiness has no length', () => {
    const timeline = timelineAt(
      100,
      cluster({ ...READY_CLUSTER, ready: 60 }),
      own({ ...READY_OWN, marks: { process_started: 9.5, model_ready: 60.7 } }),
    );
    const one = onlyColdStart(timeline);
    expect(one.outcome).toMatchObject({ kind: 'ready', by: 'pod_ready' });
    expect(one.phases.at(-1)).toMatchObject({ phase: 'readiness', durationS: 0 });
    expect(timeline.notes).toEqual([expect.stringContaining('No GPU activity series')]);
  });

  test('a process that began before its container is a disagreement', () => {
    const one = onlyColdStart(timelineAt(100, cluster({ ...READY_CLUSTER, started: 14 }), own(READY_OWN)));
    expect(one.disagreements).toMatchObject([
      { mark: 'container_started', kept: { atS: T0 + 14 }, other: { atS: T0 + 9.5, source: 'coldstart' } },
    ]);
  });

  test('within the resolution it is none', () => {
    const one = onlyColdStart(timelineAt(100, cluster({ ...READY_CLUSTER, started: 10 }), own(READY_OWN)));
    expect(one.disagreements).toEqual([]);
  });

  test('two sources of one mark: the finer is kept, a contradiction told', () => {
    const marks = { ...READY_OWN.marks, created: -5.25 };
    const one = onlyColdStart(timelineAt(100, cluster(READY_CLUSTER), own({ ...READY_OWN, marks })));
    expect(one.marks.created).toMatchObject({ atS: T0 - 5.25, source: 'coldstart' });
    expect(one.disagreements).toMatchObject([
      { mark: 'created', other: { atS: T0, source: 'kube-state-metrics' } },
    ]);
  });

  test('a phase that ends before it begins has no length, and a note', () => {
    const timeline = timelineAt(50, own({ nowS: 50, phases: { compile: [20, 12], warmup: [30, 40] } }));
    const one = onlyColdStart(timeline);
    expect(one.phases.find(({ phase }) => phase === 'compile')).toMatchObject({
      startS: T0 + 20,
      durationS: 0,
    });
    expect(timeline.notes).toContainEqual(
      expect.stringContaining('Phase compile of pod a ends before it begins'),
    );
  });

  test('a pod whose clock is an hour behind keeps its duration by the cluster, and a note says why', () => {
    const timeline = timelineAt(
      100,
      cluster(READY_CLUSTER),
      own({
        nowS: 100,
        marks: { process_started: -3590 },
        phases: { weights_load: [-3580, -3550] },
        inProgress: null,
      }),
    );
    const one = onlyColdStart(timeline);
    expect(one.durationS).toBe(61);
    expect(timeline.notes).toContainEqual(expect.stringContaining('begin before it was created'));
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
    expect(() => buildTimeline([], { ...options, nowS: Number.NaN })).toThrow('nowS is NaN');
    expect(() => buildTimeline([], { ...options, fromS: T0 + 1 })).toThrow('is after toS');
    expect(() => buildTimeline([], { ...options, busyThreshold: 5 })).toThrow('busyThreshold is 5');
    expect(() => buildTimeline([], { ...options, minGapS: -1 })).toThrow('minGapS is -1');
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
    expect(timelineAt(100)).toEqual({ coldStarts: [], queues: [], notes: [] });
  });
});
