import { describe, expect, test } from 'vitest';
import { cluster, onlyColdStart, own, T0, timelineAt, type ClusterStory } from '../fixtures/index.js';

const POD = { nowS: 300, created: 0, scheduled: 2, accepted: 2, started: 9, gpus: 1, isReady: 0 } as const;
const coldStart = (more: Partial<ClusterStory>) =>
  onlyColdStart(timelineAt(300, cluster({ ...POD, ...more })));
const PENDING = { nowS: 300, created: 0, gpus: 1, isReady: 0 } as const;

describe('a pod that waits', () => {
  test('for a node says so, and since when', () => {
    const one = onlyColdStart(
      timelineAt(300, cluster({ ...PENDING, unscheduled: 1, unschedulable: [5, 300] })),
    );
    expect(one.outcome).toEqual({ kind: 'loading' });
    expect(one.heldUp).toMatchObject({
      reason: 'Unschedulable',
      container: '',
      since: { atS: T0 + 1, resolutionS: 1, metric: 'kube_pod_status_unscheduled_time' },
      words: 'no node takes the pod',
    });
    expect(one.phases).toMatchObject([{ phase: 'scheduling', state: 'running', durationS: 300 }]);
  });

  test('for a node no longer, once it has one', () => {
    const one = coldStart({ unschedulable: [1, 2] });
    expect(one.heldUp).toBeNull();
  });

  test('for nothing but its turn is not held up', () => {
    expect(coldStart({ waits: [['ContainerCreating', 5, 300]] }).heldUp).toBeNull();
  });

  test('for an init container that crashes says so', () => {
    const one = onlyColdStart(
      timelineAt(
        300,
        cluster({
          ...PENDING,
          scheduled: 2,
          accepted: 2,
          inits: [{ name: 'storage-initializer', start: 5, waits: [['CrashLoopBackOff', 100, 300]] }],
        }),
      ),
    );
    expect(one.heldUp).toMatchObject({
      reason: 'CrashLoopBackOff',
      container: 'storage-initializer',
      since: { atS: T0 + 100 },
    });
  });

  test('is held up by nothing that is over', () => {
    expect(coldStart({ waits: [['CreateContainerConfigError', 5, 60]] }).heldUp).toBeNull();
  });
});

describe('a pod that ends before it is ready', () => {
  test('evicted: failed, with the cause in words', () => {
    const one = coldStart({ failed: 1, statusReason: 'Evicted', completed: 80, terminated: 'Error' });
    expect(one.outcome).toMatchObject({
      kind: 'failed',
      at: { atS: T0 + 80, resolutionS: 1, estimated: false },
      reason:
        'the node evicted the pod, for it ran short of memory, disk or processes; the container ended: Error',
    });
  });

  test('evicted before its container started: where it was last seen', () => {
    const one = onlyColdStart(
      timelineAt(
        300,
        cluster({ ...PENDING, scheduled: 2, failed: 1, statusReason: 'Evicted', seenUntilS: 100 }),
      ),
    );
    expect(one.outcome).toMatchObject({
      kind: 'failed',
      at: { atS: T0 + 100, resolutionS: 5, estimated: true },
      reason: 'the node evicted the pod, for it ran short of memory, disk or processes',
    });
  });

  test('preempted by the scheduler', () => {
    const one = coldStart({ disruptionReason: 'PreemptionByScheduler', deletionDue: 130, seenUntilS: 120 });
    expect(one.outcome).toMatchObject({
      kind: 'failed',
      at: { atS: T0 + 120, estimated: true },
      reason: 'the scheduler preempted the pod for one of higher priority',
    });
  });

  test('deleted in mid-load: gone before its grace was over', () => {
    const one = coldStart({ deletionDue: 130, seenUntilS: 110 });
    expect(one.outcome).toMatchObject({
      kind: 'failed',
      at: { atS: T0 + 110, resolutionS: 5, estimated: true },
      reason: 'the pod was deleted before it was ready',
    });
  });

  test('deleted, and still there within its grace: it loads', () => {
    expect(coldStart({ deletionDue: 320 }).outcome).toEqual({ kind: 'loading' });
  });

  test('deleted with own series: the phase that ran is cut off', () => {
    const one = onlyColdStart(
      timelineAt(
        300,
        cluster({ ...POD, deletionDue: 130, seenUntilS: 110 }),
        own({
          nowS: 300,
          marks: { process_started: 9.5 },
          phases: { weights_load: [20, null] },
          inProgress: 9.5,
          seenUntilS: 109.5,
        }),
      ),
    );
    expect(one.outcome).toMatchObject({ kind: 'failed', reason: 'the pod was deleted before it was ready' });
    expect(one.phases.at(-1)).toMatchObject({ phase: 'weights_load', state: 'cut_off' });
  });

  test('deleted after it was ready: it was ready', () => {
    expect(coldStart({ ready: 100, deletionDue: 250, seenUntilS: 240 }).outcome.kind).toBe('ready');
  });

  test('vanished without a word: lost', () => {
    expect(coldStart({ seenUntilS: 110 }).outcome).toEqual({ kind: 'lost', lastSeenS: T0 + 110 });
  });
});
