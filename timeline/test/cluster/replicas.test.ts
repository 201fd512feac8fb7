import { describe, expect, test } from 'vitest';
import { cluster, onlyColdStart, T0, timelineAt, type ClusterStory } from '../fixtures/index.js';

const pod = (name: string, more: Partial<ClusterStory> = {}) =>
  cluster({ nowS: 300, pod: name, created: 0, scheduled: 1, accepted: 1, started: 5, gpus: 8, ...more });
const group = ['llm', 0] as const;

describe('the pods of a LeaderWorkerSet group', () => {
  test('are ready when the last of them is', () => {
    const timeline = timelineAt(
      300,
      pod('llm-0', { group, ready: 100 }),
      pod('llm-0-1', { group, created: 3, ready: 140 }),
      pod('llm-0-2', { group, created: 4, ready: 120 }),
    );
    expect(timeline.replicas).toEqual([
      {
        id: `ml/llm/0/${T0}`,
        namespace: 'ml',
        owner: { kind: 'LeaderWorkerSet', name: 'llm' },
        index: '0',
        members: ['ml/llm-0/server/1', 'ml/llm-0-1/server/1', 'ml/llm-0-2/server/1'],
        pods: ['llm-0', 'llm-0-1', 'llm-0-2'],
        startS: T0,
        readyS: T0 + 140,
        resolutionS: 1,
        last: 'ml/llm-0-1/server/1',
        broken: false,
      },
    ]);
    expect(timeline.coldStarts.map(({ replica }) => replica)).toEqual(Array(3).fill(`ml/llm/0/${T0}`));
    expect(timeline.coldStarts[0]?.owner).toEqual({ kind: 'LeaderWorkerSet', name: 'llm' });
  });

  test('are known by their owners where labels are not told', () => {
    const { replicas } = timelineAt(
      300,
      pod('llm-0', { owner: ['StatefulSet', 'llm'], ready: 100 }),
      pod('llm-0-1', { owner: ['StatefulSet', 'llm-0'], ready: 140 }),
      pod('llm-1', { owner: ['StatefulSet', 'llm'], ready: 90 }),
      pod('llm-1-1', { owner: ['StatefulSet', 'llm-1'], ready: 95 }),
    );
    expect(replicas.map(({ index, readyS, pods }) => [index, (readyS ?? 0) - T0, pods])).toEqual([
      ['0', 140, ['llm-0', 'llm-0-1']],
      ['1', 95, ['llm-1', 'llm-1-1']],
    ]);
  });

  test('wait for the one that still loads', () => {
    const [replica] = timelineAt(
      300,
      pod('llm-0', { group, ready: 100 }),
      pod('llm-0-1', { group, isReady: 0 }),
    ).replicas;
    expect(replica).toMatchObject({ readyS: null, last: 'ml/llm-0-1/server/1', broken: false });
  });

  test('are broken by one that failed', () => {
    const [replica] = timelineAt(
      300,
      pod('llm-0', { group, ready: 100 }),
      pod('llm-0-1', { group, failed: 1, completed: 60, terminated: 'Error' }),
    ).replicas;
    expect(replica).toMatchObject({ readyS: null, last: 'ml/llm-0-1/server/1', broken: true });
  });

  test('count with the attempt that became ready', () => {
    const [replica] = timelineAt(
      300,
      pod('llm-0', { group, ready: 100 }),
      pod('llm-0-1', { group, started: [5, 60], restarts: [0, 1], lastTerminated: 58, ready: 180 }),
    ).replicas;
    expect(replica).toMatchObject({ readyS: T0 + 180, last: 'ml/llm-0-1/server/2', broken: false });
    expect(replica?.members).toHaveLength(3);
  });

  test('that were made anew are a replica of their own', () => {
    const { replicas } = timelineAt(
      300,
      pod('llm-0', { uid: 'a', group, ready: 50 }),
      pod('llm-0-1', { uid: 'b', group, ready: 60 }),
      pod('llm-0', {
        uid: 'c',
        group,
        created: 150,
        scheduled: 151,
        accepted: 151,
        started: 155,
        ready: 200,
      }),
      pod('llm-0-1', {
        uid: 'd',
        group,
        created: 151,
        scheduled: 152,
        accepted: 152,
        started: 156,
        ready: 230,
      }),
    );
    expect(replicas.map(({ startS, readyS }) => [startS - T0, (readyS ?? 0) - T0])).toEqual([
      [0, 60],
      [150, 230],
    ]);
  });
});

describe('no replica of several pods', () => {
  test('is a StatefulSet, nor a group of which one pod is known', () => {
    expect(
      timelineAt(
        300,
        pod('llm-0', { owner: ['StatefulSet', 'llm'], ready: 100 }),
        pod('llm-1', { owner: ['StatefulSet', 'llm'], ready: 100 }),
      ).replicas,
    ).toEqual([]);
    const alone = timelineAt(300, pod('llm-0', { group, ready: 100 }));
    expect(alone.replicas).toEqual([]);
    expect(onlyColdStart(alone).replica).toBeNull();
  });
});
