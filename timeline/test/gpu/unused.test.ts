import { describe, expect, test } from 'vitest';
import type { Series } from '../../src/index.js';
import {
  activity,
  cluster,
  every,
  instant,
  gapsOf,
  observed,
  onlyColdStart,
  own,
  stretchesOf,
  T0,
  timelineAt,
  utilization,
  type Observed,
} from '../fixtures/index.js';

const NOW = 200;
const GPU = { resource: 'nvidia_com_gpu', unit: 'integer' };

/** Allocated at 10, the container started at 70, Ready at 160. */
const POD = cluster({ nowS: NOW, created: 0, scheduled: 2, accepted: 10, started: 70, ready: 160, gpus: 1 });

function reportOf(series: readonly Series[], pod: readonly Series[] = POD): Observed {
  return observed(onlyColdStart(timelineAt(NOW, [...pod], [...series])));
}

describe('a GPU whose pod has not started yet', () => {
  test('is idle without samples, as sharp as the mark of its allocation', () => {
    const report = reportOf([activity(every(10, 100, NOW, () => 0.8))]);
    expect(gapsOf(report)).toEqual([[10, 70]]);
    expect(stretchesOf(report)).toEqual([
      [10, 70, 'idle'],
      [70, 90, 'unknown'],
      [90, 200, 'busy'],
    ]);
    expect(report.gpus[0]?.activity[0]).toMatchObject({ by: 'no_process', utilization: 0, sampledS: NaN });
    expect(report.gpus[0]?.activity.map(({ by }) => by)).toEqual(['no_process', null, 'samples']);
    expect(report).toMatchObject({ idleGpuS: 60, unknownGpuS: 20, allocatedGpuS: 150 });
    // The allocation to the second; the other end as the samples are.
    expect(report.resolutionS).toBe(1 + 10);
  });

  test('counts where samples lie too far apart to show it, from the option on', () => {
    // Started 30 s after the allocation: less than twice 60 s. Nothing but that tells of (10, 40).
    const far = activity(every(60, 60, NOW, () => 0.8));
    const pod = (started: number) =>
      cluster({ nowS: NOW, created: 0, scheduled: 2, accepted: 10, started, ready: 160, gpus: 1 });
    const report = reportOf([far], pod(40));
    expect(report.minGapS).toBe(120);
    expect(gapsOf(report)).toEqual([[10, 40]]);
    expect(gapsOf(reportOf([far], pod(14)))).toEqual([]);
  });

  test('is idle through a hole of samples, and one gap with what they show after it', () => {
    const points = every(10, 10, NOW, (atS) => (atS > 120 ? 1 : 0)).filter(([at]) => at < 30 || at > 50);
    expect(gapsOf(reportOf([activity(points)]))).toEqual([[10, 120]]);
  });

  test('leaves all that an interval tells to the part in which a process could run', () => {
    // (60, 80] is busy for 0.25 of 20 s, all of it after 70; the level is that of the next, so from 75 on.
    const points = every(20, 20, NOW, (atS) => (atS <= 60 ? 0 : atS === 80 ? 0.25 : 1));
    expect(gapsOf(reportOf([activity(points)]))).toEqual([[10, 75]]);
  });

  test('is idle up to the start where a short look back after it shows work', () => {
    // Halfway between the looks at 60 and 80 is about 69.5; no process ran before 70.
    const points = every(20, 20, NOW, (atS) => (atS >= 80 ? 90 : 0));
    expect(gapsOf(reportOf([utilization(points)]))).toEqual([[10, 70]]);
  });

  test('is not taken as idle against samples that show work', () => {
    const points = every(10, 10, NOW, (atS) => (atS === 40 ? 1 : 0));
    const [first, second] = gapsOf(reportOf([activity(points)]));
    expect(first).toEqual([10, 30]);
    expect(second).toEqual([40, 160]);
  });

  test('is not held back by work of the pod that had it before', () => {
    // The first interval reaches back to 5, before the allocation.
    expect(gapsOf(reportOf([activity(every(10, 15, NOW, (atS) => (atS === 15 ? 1 : 0)))]))[0]).toEqual([
      10, 160,
    ]);
  });
});

describe('a GPU is only known to be unused', () => {
  const late = activity(every(10, 100, NOW, () => 0.8));
  const gapsFor = (pod: readonly Series[], more: readonly Series[] = [late]) => gapsOf(reportOf(more, pod));
  const told = { nowS: NOW, created: 0, scheduled: 2, accepted: 10, ready: 160, gpus: 1 };

  test('until the first life of the container, where that is seen', () => {
    const { coldStarts } = timelineAt(NOW, cluster({ ...told, started: 70, restarts: 1 }), [late]);
    for (const one of coldStarts) expect(observed(one).gpus[0]?.activity[0]?.by).toBeNull();
    expect(coldStarts.map(({ attempt }) => attempt)).toEqual([1, 2]);
  });

  test('until an init container that asks for a GPU starts', () => {
    const init = (name: string) =>
      instant(
        'kube_pod_init_container_resource_requests',
        { ...GPU, namespace: 'ml', pod: 'a', uid: 'uid-a', container: name },
        1,
        NOW,
      );
    const pod = cluster({ ...told, started: 70, inits: [{ name: 'check', start: 40, end: 60 }] });
    expect(gapsFor(pod)).toEqual([[10, 70]]);
    expect(gapsFor([...pod, init('check')])).toEqual([[10, 40]]);
    expect(gapsFor([...pod, init('undated')])).toEqual([]);
  });

  test('where no other pod holds it', () => {
    const other = activity(
      every(10, 10, NOW, () => 0.8),
      { pod: 'b' },
    );
    const both = timelineAt(NOW, [...POD], [activity(every(10, 20, NOW, () => 0.8)), other]);
    const one = both.coldStarts.find(({ pod }) => pod === 'a');
    expect(one && observed(one).gaps).toEqual([]);
  });

  test('until the process of the first attempt, where that starts before the container is seen to', () => {
    const load = own({ nowS: NOW, marks: { process_started: 50, model_ready: 160 }, inProgress: null });
    const pod = cluster({ ...told, started: 70, restarts: 1 });
    const report = reportOf([late], [...pod, ...load]);
    expect(report.gaps).toHaveLength(1);
    // A fraction of a second is kept, and sharp to the millisecond.
    expect(report.gaps[0]?.endS).toBeCloseTo(T0 + 50, 2);
  });

  test('where its activity is told at all', () => {
    expect(onlyColdStart(timelineAt(NOW, POD)).gpu.kind).toBe('not_observable');
  });
});
