import { describe, expect, test } from 'vitest';
import { cluster, instant, onlyColdStart, T0, timelineAt } from '../fixtures/index.js';

const POD = { nowS: 300, created: 0, scheduled: 2, accepted: 2, started: 9, gpus: 1 } as const;

describe('a readiness probe that flaps', () => {
  test('the first Ready counts', () => {
    const one = onlyColdStart(timelineAt(300, cluster({ ...POD, ready: [61, 250], isReady: 1 })));
    expect(one).toMatchObject({ endS: T0 + 61, outcome: { kind: 'ready', by: 'pod_ready' } });
  });

  test('a pod that is not Ready now was ready all the same', () => {
    const one = onlyColdStart(timelineAt(300, cluster({ ...POD, ready: [61, 180], isReady: 0 })));
    expect(one).toMatchObject({ endS: T0 + 61, outcome: { kind: 'ready' } });
  });

  test('and a container that was restarted meanwhile are two attempts, each with its own first Ready', () => {
    const { coldStarts } = timelineAt(
      300,
      cluster({ ...POD, started: [9, 200], restarts: [0, 1], ready: [61, 290], isReady: 1 }),
      [instant('kube_pod_status_ready_time', { namespace: 'ml', pod: 'a', uid: 'uid-a' }, T0 + 260, 300)],
    );
    expect(coldStarts.map(({ attempt, endS }) => [attempt, endS - T0])).toEqual([
      [1, 61],
      [2, 260],
    ]);
  });
});
