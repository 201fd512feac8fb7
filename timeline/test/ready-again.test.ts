import { describe, expect, test } from 'vitest';
import { buildTimeline, type Series, type Timeline } from '../src/index.js';
import { activity, cluster, every, onlyColdStart, own, T0 } from './fixtures/index.js';

const DAY = 86_400;
const NOW = 1000;
/** A view of 1000 s. */
const seen = (...series: readonly Series[][]): Timeline =>
  buildTimeline({ series: series.flat() }, { nowS: T0 + NOW, fromS: T0, toS: T0 + NOW });

/** A pod of yesterday whose readiness probe failed when the view began, and which became Ready again at 930. */
const OLD_POD = {
  nowS: NOW,
  created: -DAY,
  scheduled: 1 - DAY,
  accepted: 1 - DAY,
  started: 3 - DAY,
  ready: 930,
  isReady: 1,
  gpus: 1,
} as const;
const OLD_MARKS = { process_started: 4 - DAY, model_ready: 40 - DAY };
const oldLoad = (more: Readonly<Record<string, number>> = {}): Series[] =>
  own({ nowS: NOW, marks: { ...OLD_MARKS, ...more }, inProgress: null });
const IDLE = [activity(every(5, 0, NOW, () => 0))];

const READY_TIME = 'kube_pod_status_ready_time';
const NOTE = expect.stringMatching(
  /^Pod a became Ready in this time range but loaded before it: .* not observable/,
) as unknown;

describe('a pod that served for a day and becomes Ready again', () => {
  test('is no cold start: it served a request before the view', () => {
    const timeline = seen(cluster(OLD_POD), oldLoad({ first_request: 42 - DAY }), IDLE);
    expect(timeline.coldStarts).toEqual([]);
    expect(timeline.notes).toEqual([]);
  });

  test('is none while its probe still fails', () => {
    const series = [
      cluster({ ...OLD_POD, isReady: 0 }).filter(({ metric }) => metric !== READY_TIME),
      oldLoad({ first_request: 42 - DAY }),
      IDLE,
    ];
    expect(seen(...series).coldStarts).toEqual([]);
  });

  test('is none, and that is said, where nothing tells whether it was the first time', () => {
    for (const series of [oldLoad(), []]) {
      const timeline = seen(cluster(OLD_POD), series, IDLE);
      expect(timeline.coldStarts).toEqual([]);
      expect(timeline.notes).toEqual([NOTE]);
    }
  });

  test('is the cold start of yesterday in a view that reaches back to it', () => {
    const first = cluster({ ...OLD_POD, ready: 41 - DAY }).filter(({ metric }) =>
      metric.endsWith('ready_time'),
    );
    const series = [...cluster(OLD_POD), ...first, ...oldLoad({ first_request: 42 - DAY })];
    const one = onlyColdStart(
      buildTimeline({ series }, { nowS: T0 + NOW, fromS: T0 - DAY - 100, toS: T0 + NOW }),
    );
    expect(one).toMatchObject({ startS: T0 - DAY, durationS: 41, outcome: { by: 'pod_ready' } });
  });
});

describe('a pod that becomes Ready for the first time, having begun before the view', () => {
  test('is a cold start where it served its first request in the view', () => {
    const one = onlyColdStart(
      seen(cluster({ ...OLD_POD, ready: 100 }), oldLoad({ first_request: 105 }), IDLE),
    );
    expect(one).toMatchObject({ endS: T0 + 100, outcome: { kind: 'ready', by: 'pod_ready' } });
  });

  test('is one where the view shows it waiting for as long as it may have waited unseen', () => {
    const pod = { ...OLD_POD, created: -900, scheduled: -899, accepted: -899, started: -890 };
    const at = (ready: number) => seen(cluster({ ...pod, ready }), IDLE);
    expect(onlyColdStart(at(890))).toMatchObject({ startS: T0 - 900, durationS: 1790 });
    expect(at(889).coldStarts).toEqual([]);
    expect(at(889).notes).toEqual([NOTE]);
  });

  test('is one where its load ended just before the view', () => {
    const pod = { ...OLD_POD, created: -200, scheduled: -199, accepted: -199, started: -190, ready: 3 };
    const load = own({ nowS: NOW, marks: { process_started: -189, model_ready: -5 }, inProgress: null });
    expect(onlyColdStart(seen(cluster(pod), load))).toMatchObject({ durationS: 203 });
  });
});
