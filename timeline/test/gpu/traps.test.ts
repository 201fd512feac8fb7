import { describe, expect, test } from 'vitest';
import {
  activity,
  cluster,
  dcgm,
  every,
  gapsOf,
  observed,
  onlyColdStart,
  own,
  stretchesOf,
  T0,
  timelineAt,
  type Point,
} from '../fixtures/index.js';

const NOW = 200;
const POD = cluster({ nowS: NOW, created: 0, scheduled: 2, accepted: 3, started: 9, ready: 161, gpus: 1 });

describe('a series of a pod that had the name before', () => {
  test('does not allocate the GPU before the new one is on a node', () => {
    const later = cluster({
      nowS: NOW,
      uid: 'new',
      created: 50,
      scheduled: 60,
      accepted: 70,
      started: 75,
      ready: 161,
      gpus: 1,
    });
    const one = onlyColdStart(
      timelineAt(
        NOW,
        later,
        own({ nowS: NOW, marks: { process_started: 76, model_ready: 160 }, inProgress: null }),
        // The exporter goes on naming the old pod until it asks the kubelet again.
        [activity(every(5, 5, 55, () => 1)), activity(every(5, 80, NOW, () => 0))],
      ),
    );
    expect(one.marks.gpu_allocated?.atS).toBe(T0 + 70);
    expect(stretchesOf(observed(one))).toEqual([[70, 200, 'idle']]);
  });
});

describe('a pair of Prometheus servers', () => {
  // The exporter measures every 15 s. One server reads it at 0, 15, …; the other 6 s later, after a measurement at 95.
  const busyFrom = (fromS: number) => (atS: number) => (atS >= fromS ? 1 : 0);
  const one = every(15, 15, NOW, busyFrom(105));
  const other = every(15, 21, NOW, busyFrom(96));
  const pair = (a: Point[], b: Point[], label: string) => [
    activity(a, { labels: { [label]: 'a' } }),
    activity(b, { labels: { [label]: 'b' } }),
  ];

  test.each(['replica', 'prometheus_replica'])(
    'tells one GPU once, by %s, as one of them has it',
    (label) => {
      const report = observed(onlyColdStart(timelineAt(NOW, POD, pair(one, other, label))));
      expect(report.gpus).toHaveLength(1);
      expect(report.gpus[0]?.spacingS).toBe(15);
      expect(gapsOf(report)).toEqual([[3, 90]]);
    },
  );

  test('fills what one of them missed from the other, and nothing else', () => {
    const holed = one.filter(([atS]) => atS <= 30 || atS >= 75);
    const report = observed(onlyColdStart(timelineAt(NOW, POD, pair(holed, other.slice(0, 11), 'replica'))));
    expect(report.unknownGpuS).toBe(0);
    expect(gapsOf(report)).toEqual([[3, 90]]);
    const alone = observed(onlyColdStart(timelineAt(NOW, POD, [activity(holed)])));
    expect(alone.unknownGpuS).toBe(30);
  });
});

describe('steps that fall between scrapes', () => {
  test('leave every third of them empty, and no hole', () => {
    // Scraped at 30, 60, …, looked at every 20 s: a step without a scrape has no sample.
    const points = every(30, 30, NOW, () => 0).map(([atS]): Point => [Math.ceil(atS / 20) * 20, 0]);
    expect(points.map(([atS]) => atS)).toEqual([40, 60, 100, 120, 160, 180]);
    const report = observed(onlyColdStart(timelineAt(NOW, POD, [activity(points)])));
    expect(report.gpus[0]?.spacingS).toBe(28);
    // Only what is between the start of the container, at 9, and what the first sample tells is unknown.
    expect(report.unknownGpuS).toBe(3);
  });
});

describe('an exporter that repeats what it told before', () => {
  const points = every(5, 5, NOW, (atS) => (atS > 100 ? 1 : 0));
  const energy = (joules: (atS: number) => number) =>
    dcgm(
      'DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION',
      every(5, 5, NOW, (atS) => 1000 * joules(atS)),
    );

  test('is found out by an energy counter that stands still', () => {
    // It hangs from 50 to 80.
    const timeline = timelineAt(NOW, POD, [
      activity(points),
      energy((atS) => 60 * (atS <= 50 ? atS : Math.max(50, atS > 80 ? atS : 0))),
    ]);
    const report = observed(onlyColdStart(timeline));
    expect(stretchesOf(report)).toEqual([
      [3, 50, 'idle'],
      [50, 80, 'unknown'],
      [80, 100, 'idle'],
      [100, 200, 'busy'],
    ]);
    expect(timeline.notes).toContainEqual(
      'The energy counter of the GPU of pod a stood still for 30 s: its exporter repeated old values, which count as no samples.',
    );
  });

  test('does not hang where it is read every 5 s and measures every 30 s', () => {
    // Measured at 0, 30, 60 and so on: six readings in a row repeat one measurement, which is no hang of 25 s.
    const measuredS = (atS: number): number => Math.floor(atS / 30) * 30;
    const timeline = timelineAt(NOW, POD, [
      activity(every(5, 5, NOW, (atS) => (measuredS(atS) > 90 ? 1 : 0))),
      energy((atS) => 60 * measuredS(atS)),
    ]);
    const report = observed(onlyColdStart(timeline));
    expect(report.gpus[0]?.spacingS).toBe(30);
    expect(timeline.notes.join()).not.toContain('stood still');
  });

  test('is not suspected for one value twice, nor where the GPU counts no energy', () => {
    const slow = energy((atS) => 60 * Math.floor(atS / 10) * 10);
    const none = energy(() => 0);
    for (const counter of [slow, none]) {
      const timeline = timelineAt(NOW, POD, [activity(points), counter]);
      expect(observed(onlyColdStart(timeline)).unknownGpuS).toBe(0);
      expect(timeline.notes.join()).not.toContain('stood still');
    }
  });
});

describe('the exporter itself', () => {
  test('holds no GPU where Prometheus keeps the labels that the exporter sets', () => {
    const free = activity(
      every(5, 5, NOW, () => 0),
      {
        pod: 'nvidia-dcgm-exporter-8kq2x',
        namespace: 'gpu-operator',
        container: 'nvidia-dcgm-exporter',
        uuid: 'GPU-9',
      },
    );
    const its = cluster({
      nowS: NOW,
      pod: 'nvidia-dcgm-exporter-8kq2x',
      namespace: 'gpu-operator',
      created: 0,
      ready: 5,
    });
    const { coldStarts } = timelineAt(NOW, POD, its, [activity(every(5, 5, NOW, () => 0)), free]);
    expect(coldStarts.map(({ pod }) => pod)).toEqual(['a']);
  });
});
