import { describe, expect, test } from 'vitest';
import { buildTimeline, type Series } from '../../src/index.js';
import { cluster, onlyColdStart, own, T0, READY_CLUSTER, READY_OWN } from '../fixtures/index.js';

const view = (fromS: number, toS: number, series: readonly Series[]) =>
  buildTimeline({ series }, { nowS: T0 + 10_000, fromS: T0 + fromS, toS: T0 + toS });

describe('a range that cuts a cold start', () => {
  test('at its begin shows all of it: the values tell what lies before', () => {
    const series = [...cluster(READY_CLUSTER), ...own(READY_OWN)];
    const one = onlyColdStart(view(40, 100, series));
    expect(one).toMatchObject({ startS: T0, endS: T0 + 61, durationS: 61 });
    expect(one.phases.map(({ phase }) => phase)).toContain('scheduling');
  });

  test('at its end shows it as it was then', () => {
    const series = [
      ...cluster({ nowS: 40, created: 0, scheduled: 2, accepted: 2, started: 9, gpus: 1, isReady: 0 }),
      ...own({
        nowS: 40,
        marks: { process_started: 9.5 },
        phases: { weights_load: [20, null] },
        inProgress: 9.5,
      }),
    ];
    const one = onlyColdStart(view(-50, 40, series));
    expect(one).toMatchObject({ outcome: { kind: 'loading' }, endS: T0 + 40 });
    expect(one.phases.at(-1)).toMatchObject({ phase: 'weights_load', state: 'running', endS: T0 + 40 });
  });

  test('at both ends', () => {
    const series = cluster({
      nowS: 40,
      created: 0,
      scheduled: 2,
      accepted: 2,
      started: 9,
      gpus: 1,
      isReady: 0,
    });
    expect(onlyColdStart(view(20, 40, series))).toMatchObject({ startS: T0, endS: T0 + 40, durationS: 40 });
  });

  test('between two attempts shows the one that it touches', () => {
    const series = cluster({
      nowS: 300,
      created: 0,
      scheduled: 2,
      accepted: 2,
      started: [9, 200],
      restarts: [0, 1],
      lastTerminated: 100,
      ready: 290,
      gpus: 1,
    });
    expect(view(150, 300, series).coldStarts.map(({ attempt }) => attempt)).toEqual([2]);
  });

  test('long after a restart shows nothing of a pod that serves', () => {
    const series = cluster({
      nowS: 9000,
      created: 0,
      scheduled: 2,
      accepted: 2,
      started: 200,
      restarts: 3,
      ready: 290,
      isReady: 1,
      gpus: 1,
    });
    expect(view(8000, 9000, series).coldStarts).toEqual([]);
  });
});
