import { describe, expect, test } from 'vitest';
import { cluster, onlyColdStart, own, T0, timelineAt, READY_CLUSTER, READY_OWN } from './fixtures/index.js';

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

  test('two sources of one mark: the API server is believed, and a contradiction told', () => {
    const marks = { ...READY_OWN.marks, created: -5.25 };
    const one = onlyColdStart(timelineAt(100, cluster(READY_CLUSTER), own({ ...READY_OWN, marks })));
    expect(one.marks.created).toMatchObject({ atS: T0, source: 'kube-state-metrics' });
    expect(one.disagreements).toMatchObject([
      { mark: 'created', other: { atS: T0 - 5.25, source: 'coldstart' } },
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
    // Container started at 9 at the earliest, and the process reads at most -3589: 3598 s at least. Ready before 62, and
    // the process reads at least -3591: 3653 s at most.
    expect(one.clocks).toMatchObject([{ clock: 'pod', against: 'node', lowS: 3598, highS: 3653 }]);
    expect(one.phases.find(({ phase }) => phase === 'weights_load')).toMatchObject({ startS: T0 - 3580 });
    expect(timeline.notes).toContain(
      'The clock of the pod and that of the node differ: pod a (3598 s to 3653 s behind). Times are shown as each clock read them.',
    );
  });
});
