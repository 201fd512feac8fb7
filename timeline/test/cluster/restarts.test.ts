import { describe, expect, test } from 'vitest';
import {
  cluster,
  onlyColdStart,
  own,
  samples,
  T0,
  timelineAt,
  type ClusterStory,
} from '../fixtures/index.js';

const POD = { created: 0, scheduled: 2, accepted: 2, gpus: 1 } as const;
const at = (nowS: number, story: Partial<ClusterStory>) =>
  timelineAt(nowS, cluster({ ...POD, nowS, ...story }));
const ends = ({ coldStarts }: ReturnType<typeof at>) =>
  coldStarts.map(({ attempt, startS, endS, outcome }) => [attempt, startS - T0, endS - T0, outcome.kind]);

describe('a container that is started again, known by kube-state-metrics alone', () => {
  test('makes a second attempt, from its start to the Ready after it', () => {
    const timeline = at(200, {
      started: [10, 60],
      restarts: [0, 1],
      lastTerminated: 59,
      lastTerminatedReason: 'OOMKilled',
      ready: 150,
    });
    expect(ends(timeline)).toEqual([
      [1, 0, 59, 'failed'],
      [2, 60, 150, 'ready'],
    ]);
    const [first, second] = timeline.coldStarts;
    expect(first?.outcome).toMatchObject({
      reason: 'the container ended: OOMKilled',
      at: { resolutionS: 1 },
    });
    expect(first?.phases.map(({ phase }) => phase)).toEqual(['scheduling', 'container_start']);
    expect(second?.marks.created).toBeUndefined();
    expect(second?.phases).toEqual([]);
    expect(second?.restarts).toBe(1);
  });

  test('that ended in the second of its next start failed then, and the next attempt goes on', () => {
    const timeline = at(100, { started: [10, 60], restarts: [0, 1], lastTerminated: 60, isReady: 0 });
    expect(ends(timeline)).toEqual([
      [1, 0, 60, 'failed'],
      [2, 60, 100, 'loading'],
    ]);
  });

  test('after it was Ready loads its model anew', () => {
    const timeline = at(4000, { started: [10, 3900], ready: [61, 3970], restarts: 1, lastTerminated: 3899 });
    expect(ends(timeline)).toEqual([
      [1, 0, 61, 'ready'],
      [2, 3900, 3970, 'ready'],
    ]);
  });

  test('whose first start nobody scraped: the first attempt ended before the start that is known', () => {
    const timeline = at(200, { started: 60, restarts: 1, ready: 150 });
    expect(ends(timeline)).toEqual([
      [1, 0, 60, 'failed'],
      [2, 60, 150, 'ready'],
    ]);
    // Accepted at 2, started again at 60: it ended somewhere in between.
    expect(timeline.coldStarts[0]?.outcome).toMatchObject({
      reason: 'the container ended and was started again',
      at: { estimated: true, resolutionS: 59 },
    });
    expect(timeline.coldStarts[0]?.marks.container_started).toBeUndefined();
  });

  test('four times: the attempts between the first and the latest are counted, not dated, and that is said', () => {
    const timeline = at(400, {
      started: [10, 300],
      restarts: [0, 4],
      lastTerminated: 290,
      lastTerminatedReason: 'Error',
      isReady: 0,
    });
    // 290 is the end of the fourth attempt; of the first nobody knows more than that it ended before 300.
    expect(ends(timeline)).toEqual([
      [1, 0, 300, 'failed'],
      [5, 300, 400, 'loading'],
    ]);
    expect(timeline.coldStarts[0]?.outcome).toMatchObject({ at: { estimated: true, resolutionS: 291 } });
    expect(timeline.notes).toContainEqual(
      'Attempts between the first and the latest of pod a are not observable: kube-state-metrics dates no others.',
    );
  });
});

describe('CrashLoopBackOff', () => {
  test('without own series: the latest attempt failed when its container ended', () => {
    const timeline = at(400, {
      started: [10, 300],
      restarts: [0, 1],
      lastTerminated: [50, 340],
      lastTerminatedReason: 'Error',
      waits: [['CrashLoopBackOff', 345, 400]],
      isReady: 0,
    });
    expect(ends(timeline)).toEqual([
      [1, 0, 50, 'failed'],
      [2, 300, 340, 'failed'],
    ]);
    expect(timeline.coldStarts[1]?.outcome).toMatchObject({ reason: 'the container ended: Error' });
  });

  test('of which no end is dated: it ended between its start and the first wait that was seen', () => {
    const timeline = at(100, { started: 10, waits: [['CrashLoopBackOff', 45, 100]], isReady: 0 });
    expect(ends(timeline)).toEqual([[1, 0, 45, 'failed']]);
    expect(timeline.coldStarts[0]?.outcome).toMatchObject({
      reason: 'it ended again and again; Kubernetes waits before it starts it again',
      at: { atS: T0 + 45, estimated: true, resolutionS: 35 },
    });
  });

  test('that a step still shows at the next start is left from the life before', () => {
    const timeline = at(100, {
      started: [10, 60],
      restarts: [0, 1],
      lastTerminated: 40,
      waits: [['CrashLoopBackOff', 45, 65]],
      ready: 90,
    });
    expect(ends(timeline)).toEqual([
      [1, 0, 40, 'failed'],
      [2, 60, 90, 'ready'],
    ]);
  });

  test('with own series: each attempt ends where its container did', () => {
    const attempt = (number: number, beginsS: number, untilS: number) =>
      own({
        nowS: 200,
        attempt: number,
        marks: { process_started: beginsS },
        phases: { weights_load: [beginsS + 5, null] },
        inProgress: beginsS,
        seenUntilS: untilS,
      });
    const timeline = timelineAt(
      200,
      attempt(1, 10.5, 50),
      attempt(2, 80.5, 120),
      cluster({
        ...POD,
        nowS: 200,
        started: [10, 80],
        restarts: [0, 1],
        lastTerminated: [52, 122],
        lastTerminatedReason: 'OOMKilled',
        waits: [['CrashLoopBackOff', 125, 200]],
        isReady: 0,
      }),
    );
    expect(ends(timeline)).toEqual([
      [1, 0, 52, 'failed'],
      [2, 80, 122, 'failed'],
    ]);
    expect(timeline.coldStarts[1]?.phases.at(-1)).toMatchObject({ phase: 'weights_load', state: 'cut_off' });
  });
});

describe('the count of restarts', () => {
  test('that begins anew counts from there', () => {
    const labels = { namespace: 'ml', pod: 'a', uid: 'uid-a', container: 'server' };
    const count = samples('kube_pod_container_status_restarts_total', labels, [
      [20, 3],
      [100, 0],
    ]);
    const one = onlyColdStart(
      timelineAt(100, cluster({ ...POD, nowS: 100, started: 10, ready: 60 }), [count]),
    );
    expect(one).toMatchObject({ restarts: 0, attempt: 1, endS: T0 + 60 });
  });
});

describe('a container whose own series begin with a later attempt', () => {
  const second = own({
    attempt: 2,
    marks: { process_started: 61, model_ready: 148 },
    phases: { weights_load: [70, 140] },
    nowS: 200,
  });

  test('leaves its creation to the attempt that died before anybody read its series', () => {
    const story = {
      started: 60,
      restarts: 1,
      lastTerminated: 59,
      lastTerminatedReason: 'OOMKilled',
      ready: 150,
    };
    const timeline = timelineAt(200, cluster({ ...POD, nowS: 200, ...story }), second);
    expect(ends(timeline)).toEqual([
      [1, 0, 59, 'failed'],
      [2, 60, 150, 'ready'],
    ]);
    expect(timeline.coldStarts[0]?.phases.map(({ phase }) => phase)).toEqual(['scheduling']);
    expect(timeline.coldStarts[1]?.phases.map(({ phase }) => phase)).toEqual(['weights_load', 'readiness']);
  });

  test('has it all where no restart is known', () => {
    const timeline = timelineAt(200, cluster({ ...POD, nowS: 200, started: 60, ready: 150 }), second);
    expect(ends(timeline)).toEqual([[2, 0, 150, 'ready']]);
  });
});
