import { describe, expect, test } from 'vitest';
import {
  cluster,
  onlyColdStart,
  own,
  T0,
  timelineAt,
  NOT_READY_CLUSTER,
  READY_CLUSTER,
  READY_OWN,
} from './fixtures/index.js';

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
