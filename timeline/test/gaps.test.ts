import { describe, expect, test } from 'vitest';
import { buildTimeline, type GpuReport, type Series } from '../src/index.js';
import {
  activity,
  cluster,
  every,
  inPod,
  onlyColdStart,
  own,
  T0,
  timelineAt,
  utilization,
  view,
  type Point,
} from './fixtures/index.js';

const NOW = 100;
/** Allocated at 2, Ready at 61. */
const POD = cluster({ nowS: NOW, created: 0, scheduled: 2, accepted: 2, started: 9, ready: 61, gpus: 1 });
const LOAD = own({
  nowS: NOW,
  marks: { process_started: 10, model_ready: 60 },
  phases: { runtime_init: [10, 20], weights_load: [20, 50] },
  inProgress: null,
});

function reportOf(series: readonly Series[], pod: readonly Series[] = POD): GpuReport {
  return onlyColdStart(timelineAt(NOW, [...pod], LOAD, [...series])).gpu;
}

function observed(report: GpuReport): Extract<GpuReport, { kind: 'observed' }> {
  if (report.kind !== 'observed') throw new Error(report.why);
  return report;
}

/** Gaps as seconds after T0. */
function gapsOf(report: GpuReport): [number, number][] {
  return observed(report).gaps.map(({ startS, endS }) => [startS - T0, endS - T0]);
}

function stretchesOf(report: GpuReport): [number, number, string][] {
  const stretches: [number, number, string][] = [];
  for (const { startS, endS, state } of observed(report).gpus[0]?.activity ?? []) {
    const last = stretches.at(-1);
    if (last && last[2] === state && last[1] === startS - T0) last[1] = endS - T0;
    else stretches.push([startS - T0, endS - T0, state]);
  }
  return stretches;
}

describe('a gap', () => {
  // Sampled at 5, 10, …: busy over (30, 45] and from 55 on.
  const busy = (atS: number): number => ((atS > 30 && atS <= 45) || atS > 55 ? 0.8 : 0.01);
  const report = reportOf([activity(every(5, 5, NOW, busy))]);

  test('is a maximal stretch below the threshold between allocation and ready', () => {
    // The first sample, at 5, speaks back to the allocation at 2.
    expect(gapsOf(report)).toEqual([
      [2, 30],
      [45, 55],
    ]);
  });

  test('is summed as GPU-seconds, with what they can be off by', () => {
    expect(observed(report)).toMatchObject({
      allocatedGpuS: 59,
      idleGpuS: 38,
      unknownGpuS: 0,
      minGapS: 10,
      // Allocation to the second, then three ends that the samples show.
      resolutionS: 1 + 5 + 5 + 5,
    });
  });

  test('names the phases under it with their seconds, most first', () => {
    expect(observed(report).gaps[0]?.under).toEqual([
      { phase: 'runtime_init', seconds: 10 },
      { phase: 'weights_load', seconds: 10 },
      { phase: 'container_start', seconds: 7 },
      { phase: null, seconds: 1 },
    ]);
  });

  test('ends at ready, though the GPU idles on', () => {
    const idle = reportOf([activity(every(5, 5, NOW, () => 0))]);
    expect(gapsOf(idle)).toEqual([[2, 61]]);
    expect(stretchesOf(idle)).toEqual([[2, 100, 'idle']]);
  });

  test('is open while the load still runs', () => {
    const running = onlyColdStart(
      timelineAt(40, cluster({ nowS: 40, created: 0, scheduled: 2, accepted: 2, gpus: 1, isReady: 0 }), [
        activity(every(5, 5, 40, () => 0)),
      ]),
    );
    expect(observed(running.gpu).gaps).toMatchObject([{ startS: T0 + 2, endS: T0 + 40, open: true }]);
    expect(observed(report).gaps.map(({ open }) => open)).toEqual([false, false]);
  });

  test('is told from twice the spacing on, and from the minimum on', () => {
    const spike = (from: number, to: number) => (atS: number) => (atS > from && atS <= to ? 0 : 1);
    // Until 9 the container has not started, whatever the spacing.
    expect(gapsOf(reportOf([activity(every(5, 5, NOW, spike(20, 25)))]))).toEqual([[2, 9]]);
    expect(gapsOf(reportOf([activity(every(5, 5, NOW, spike(20, 30)))]))).toEqual([
      [2, 9],
      [20, 30],
    ]);
    // Samples that show work before it has started are believed.
    expect(gapsOf(reportOf([activity(every(1, 3, NOW, spike(20, 24)))]))).toEqual([]);
    expect(gapsOf(reportOf([activity(every(1, 3, NOW, spike(20, 25)))]))).toEqual([[20, 25]]);
  });

  test('heeds the options', () => {
    const series = [
      ...POD,
      ...LOAD,
      activity(every(1, 3, NOW, (atS) => (atS > 20 && atS <= 24 ? 0.2 : 0.9))),
    ];
    const { gpu } = onlyColdStart(buildTimeline({ series }, view(NOW, { busyThreshold: 0.5, minGapS: 3 })));
    expect(gapsOf(gpu)).toEqual([[20, 24]]);
  });

  test('at the threshold the GPU is busy, below it idle', () => {
    expect(gapsOf(reportOf([activity(every(5, 5, NOW, () => 0.05))]))).toEqual([[2, 9]]);
    expect(gapsOf(reportOf([activity(every(5, 5, NOW, () => 0.0499))]))).toEqual([[2, 61]]);
  });
});

describe('a sample', () => {
  test('speaks for the interval that ends at it', () => {
    const report = reportOf([activity(every(10, 10, NOW, (atS) => (atS === 30 ? 1 : 0)))]);
    expect(stretchesOf(report)).toEqual([
      [2, 20, 'idle'],
      [20, 30, 'busy'],
      [30, 100, 'idle'],
    ]);
  });

  test('speaks for one spacing where the one before it is missing; what is before is unknown, and splits the gap', () => {
    const points = every(5, 5, NOW, () => 0).filter(([atS]) => atS <= 20 || atS >= 40);
    const report = reportOf([activity(points)]);
    expect(stretchesOf(report)).toEqual([
      [2, 20, 'idle'],
      [20, 35, 'unknown'],
      [35, 100, 'idle'],
    ]);
    expect(gapsOf(report)).toEqual([
      [2, 20],
      [35, 61],
    ]);
    expect(observed(report)).toMatchObject({ idleGpuS: 44, unknownGpuS: 15, allocatedGpuS: 59 });
  });

  test('that is the first speaks for one spacing; the time since the container started is unknown, not idle', () => {
    const report = reportOf([activity(every(5, 30, NOW, () => 0))]);
    // Started at 9: before, no process could run.
    expect(gapsOf(report)).toEqual([
      [2, 9],
      [25, 61],
    ]);
    expect(observed(report).unknownGpuS).toBe(16);
  });

  test('that is the last stands until the next is overdue', () => {
    const until = (lastS: number): GpuReport =>
      onlyColdStart(
        timelineAt(40, cluster({ nowS: 40, created: 0, scheduled: 2, accepted: 2, gpus: 1, isReady: 0 }), [
          activity(every(5, 5, lastS, () => 0)),
        ]),
      ).gpu;
    expect(stretchesOf(until(35))).toEqual([[2, 40, 'idle']]);
    expect(stretchesOf(until(30))).toEqual([
      [2, 30, 'idle'],
      [30, 40, 'unknown'],
    ]);
  });

  test('that is blank or absurd is none', () => {
    const points = every(5, 5, NOW, (atS) => (atS === 30 ? 9.2e18 : atS === 50 ? Number.NaN : 0));
    const report = reportOf([activity(points)]);
    expect(stretchesOf(report)).toEqual([
      [2, 25, 'idle'],
      [25, 30, 'unknown'],
      [30, 45, 'idle'],
      [45, 50, 'unknown'],
      [50, 100, 'idle'],
    ]);
  });
});

describe('one GPU told twice', () => {
  const points = every(5, 5, NOW, (atS) => (atS > 30 ? 0.5 : 0));

  test('by two fields counts once, by the profiling field', () => {
    const report = reportOf([activity(points), utilization(every(5, 5, NOW, () => 90))]);
    expect(observed(report).gpus).toHaveLength(1);
    expect(gapsOf(report)).toEqual([[2, 30]]);
  });

  test('the older field alone is percent, and sees a second: the change after 30, before 34, is put at 32', () => {
    expect(gapsOf(reportOf([utilization(points.map(([atS, ratio]) => [atS, ratio * 100]))]))).toEqual([
      [2, 32],
    ]);
  });

  test('by two scrapers counts once', () => {
    const shifted: Point[] = points.map(([atS, ratio]) => [atS + 1, ratio]);
    const report = reportOf([
      activity(points, { labels: { prometheus_replica: 'a' } }),
      activity(shifted, { labels: { prometheus_replica: 'b' } }),
    ]);
    expect(observed(report).gpus).toHaveLength(1);
    expect(gapsOf(report)).toEqual([[2, 30]]);
    expect(observed(report).allocatedGpuS).toBe(59);
  });

  test('by a series that another goes on, after the exporter restarted, is one', () => {
    const report = reportOf([
      activity(
        points.filter(([atS]) => atS <= 40),
        { labels: { instance: 'x' } },
      ),
      activity(
        points.filter(([atS]) => atS > 40),
        { labels: { instance: 'y' } },
      ),
    ]);
    expect(observed(report).unknownGpuS).toBe(0);
  });
});

describe('several GPUs', () => {
  const pod = cluster({ nowS: NOW, created: 0, scheduled: 2, accepted: 2, started: 9, ready: 61, gpus: 4 });

  test('are summed, and those without a series are unknown', () => {
    const timeline = timelineAt(NOW, pod, LOAD, [
      activity(
        every(5, 5, NOW, () => 0),
        { uuid: 'GPU-1' },
      ),
      activity(
        every(5, 5, NOW, () => 1),
        { uuid: 'GPU-2' },
      ),
    ]);
    const report = onlyColdStart(timeline).gpu;
    // Of the busy one 7 s, until the container started.
    expect(observed(report)).toMatchObject({ allocatedGpuS: 4 * 59, idleGpuS: 59 + 7, unknownGpuS: 2 * 59 });
    expect(observed(report).gpus.map(({ id }) => id)).toEqual(['GPU-1', 'GPU-2']);
    expect(timeline.notes).toContainEqual(expect.stringContaining('Not every GPU that pod a asks for'));
  });

  test('slices of one are several', () => {
    const report = reportOf(
      ['1', '2'].map((instance) =>
        activity(
          every(5, 5, NOW, () => 0),
          { labels: { GPU_I_ID: instance } },
        ),
      ),
    );
    expect(observed(report).gpus.map(({ id }) => id)).toEqual(['GPU-0/1', 'GPU-0/2']);
  });
});

describe('label layouts of dcgm-exporter', () => {
  test('renamed labels name the workload', () => {
    const report = reportOf([
      activity(
        every(5, 5, NOW, () => 0),
        { renamed: true },
      ),
    ]);
    expect(gapsOf(report)).toEqual([[2, 61]]);
  });

  test('a GPU that no pod holds does not belong to the pod of the exporter', () => {
    const free = activity(
      every(5, 5, NOW, () => 0),
      {
        uuid: 'GPU-9',
        pod: 'nvidia-exporter-x7',
        namespace: 'gpu-operator',
        labels: { job: 'dcgm' },
      },
    );
    const { coldStarts } = timelineAt(
      NOW,
      POD,
      LOAD,
      cluster({ nowS: NOW, pod: 'nvidia-exporter-x7', namespace: 'gpu-operator', created: 1, ready: 50 }),
      [
        free,
        activity(
          every(5, 5, NOW, () => 0),
          { renamed: true },
        ),
      ],
    );
    expect(coldStarts.map(({ pod }) => pod)).toEqual(['a']);
  });
});

describe('the sampler inside the pod', () => {
  test.each(['hw_gpu_utilization_ratio', 'hw_gpu_utilization'])('shows gaps by %s', (metric) => {
    const busyFrom = 40;
    const report = reportOf([
      inPod(
        every(1, 12, NOW, (afterS) => (afterS <= busyFrom ? 0 : 1)),
        metric,
      ),
    ]);
    // Without a sample until the container started, at 9.
    expect(gapsOf(report)).toEqual([
      [2, 9],
      [11, busyFrom],
    ]);
    expect(observed(report).gpus[0]?.name).toContain('H100');
  });
});

describe('allocation', () => {
  test('is the first sample where kube-state-metrics is missing', () => {
    const one = onlyColdStart(timelineAt(NOW, LOAD, [activity(every(5, 15, NOW, () => 0))]));
    expect(one.marks.gpu_allocated).toMatchObject({
      atS: T0 + 15,
      resolutionS: 5,
      source: 'dcgm-exporter',
      estimated: true,
    });
    expect(gapsOf(one.gpu)).toEqual([[15, 60]]);
  });

  test('is never after the first sample that names the pod', () => {
    const late = cluster({
      nowS: NOW,
      created: 0,
      scheduled: 2,
      accepted: 30,
      started: 31,
      ready: 61,
      gpus: 1,
    });
    const one = onlyColdStart(timelineAt(NOW, late, LOAD, [activity(every(5, 5, NOW, () => 0))]));
    expect(one.marks.gpu_allocated).toMatchObject({ atS: T0 + 5, source: 'dcgm-exporter' });
    expect(one.disagreements).toContainEqual(
      expect.objectContaining({
        mark: 'gpu_allocated',
        other: expect.objectContaining({ atS: T0 + 30 }) as unknown,
      }),
    );
  });

  test('that the process found done is never later than what the cluster or a sample says', () => {
    const found = own({
      nowS: NOW,
      marks: { process_started: 10, gpu_allocated: 10, model_ready: 60 },
      phases: { weights_load: [20, 50] },
      inProgress: null,
    });
    const samples = [inPod(every(1, 12, NOW, (afterS) => (afterS < 40 ? 0 : 1)))];
    const alone = onlyColdStart(timelineAt(NOW, found, samples));
    expect(alone.marks.gpu_allocated).toMatchObject({ atS: T0 + 10, source: 'coldstart' });
    const both = onlyColdStart(timelineAt(NOW, POD, found, samples));
    expect(both.marks.gpu_allocated).toMatchObject({ atS: T0 + 2, source: 'kube-state-metrics' });
    expect(both.disagreements).toEqual([]);
  });

  test('of the pod counts for a later attempt from its own begin', () => {
    const second = own({ nowS: NOW, attempt: 2, marks: { process_started: 70 }, phases: {}, inProgress: 70 });
    const { coldStarts } = timelineAt(NOW, POD, LOAD, second, [activity(every(5, 5, NOW, () => 0))]);
    const report = observed(coldStarts[1]?.gpu ?? { kind: 'not_observable', why: 'no second attempt' });
    expect(report).toMatchObject({ allocatedGpuS: 30, idleGpuS: 30 });
  });
});

describe('not observable', () => {
  test('without any activity series, in words and without a figure', () => {
    const timeline = timelineAt(NOW, POD, LOAD);
    expect(onlyColdStart(timeline).gpu).toEqual({
      kind: 'not_observable',
      why: expect.stringContaining('dcgm-exporter') as string,
    });
    expect(timeline.notes).toEqual([
      'No GPU activity series: where a GPU idles is not observable. dcgm-exporter gives them.',
    ]);
  });

  test('for the pod that none names', () => {
    const timeline = timelineAt(
      NOW,
      POD,
      LOAD,
      cluster({ nowS: NOW, pod: 'b', created: 5, scheduled: 6, accepted: 6, started: 7, ready: 50, gpus: 1 }),
      [activity(every(5, 5, NOW, () => 0))],
    );
    expect(timeline.coldStarts.map(({ pod, gpu }) => [pod, gpu.kind])).toEqual([
      ['a', 'observed'],
      ['b', 'not_observable'],
    ]);
    expect(timeline.notes).toContainEqual(expect.stringContaining('activity series for pod b'));
  });

  test('with a single sample, whose reach is unknown', () => {
    expect(reportOf([activity([[30, 0]])])).toEqual({
      kind: 'not_observable',
      why: expect.stringContaining('single activity sample') as string,
    });
  });

  test('where the container asks for no GPU, without a note that misses one', () => {
    const timeline = timelineAt(
      NOW,
      cluster({ nowS: NOW, created: 0, scheduled: 2, accepted: 2, started: 9, ready: 61 }),
      LOAD,
    );
    expect(onlyColdStart(timeline).gpu).toMatchObject({
      why: expect.stringContaining('asks for no GPU') as string,
    });
    expect(timeline.notes).toEqual([]);
  });
});
