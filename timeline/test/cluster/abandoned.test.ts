import { describe, expect, test } from 'vitest';
import type { Series } from '../../src/index.js';
import { cluster, instant, own, ownLabels, T0, timelineAt } from '../fixtures/index.js';

/** What the second attempt tells of the first: as the SDK exposes it. */
const abandoned = (reason: string, phase: string, atS: number, startedS?: number): Series[] => {
  const labels = ownLabels({ attempt: 1 });
  return [
    instant('coldstart_load_abandoned_timestamp_seconds', { ...labels, phase, reason }, T0 + atS, 200),
    ...(startedS === undefined
      ? []
      : [
          instant(
            'coldstart_mark_timestamp_seconds',
            { ...labels, mark: 'process_started' },
            T0 + startedS,
            200,
          ),
          instant('coldstart_mark_timestamp_seconds', { ...labels, mark: 'failed' }, T0 + atS, 200),
        ]),
  ];
};
const SECOND = own({
  nowS: 200,
  attempt: 2,
  marks: { process_started: 80.5, model_ready: 150 },
  phases: { weights_load: [90, 140] },
  inProgress: null,
  seenFromS: 81,
});
const POD = {
  nowS: 200,
  created: 0,
  scheduled: 2,
  accepted: 2,
  started: [9, 80],
  restarts: [0, 1],
  ready: 152,
  gpus: 1,
} as const;

describe('an attempt that died', () => {
  test('is told by the next one, though its own series are gone', () => {
    const { coldStarts } = timelineAt(
      200,
      abandoned('killed', 'weights_read', 55.25, 9.5),
      SECOND,
      cluster(POD),
    );
    expect(coldStarts.map(({ attempt, startS, endS }) => [attempt, startS - T0, endS - T0])).toEqual([
      [1, 0, 55.25],
      [2, 80, 152],
    ]);
    expect(coldStarts[0]?.outcome).toMatchObject({
      kind: 'failed',
      at: { resolutionS: 0.001 },
      reason: 'the process died in Weights read: it was killed',
    });
  });

  test('has the cause that Kubernetes saw beside it', () => {
    const pod = cluster({ ...POD, lastTerminated: 56, lastTerminatedReason: 'OOMKilled' });
    const [first] = timelineAt(200, abandoned('killed', 'weights_read', 55.25, 9.5), SECOND, pod).coldStarts;
    expect(first?.outcome).toMatchObject({
      reason: 'the process died in Weights read: it was killed; the container ended: OOMKilled',
    });
  });

  test('cuts its phases off where it died', () => {
    const story = { nowS: 200, attempt: 1, marks: { process_started: 9.5 }, seenUntilS: 50 };
    const series = own({ ...story, phases: { weights_load: [20, null] }, inProgress: 9.5 });
    const [first] = timelineAt(200, series, abandoned('exit', 'none', 55.25, 9.5), SECOND).coldStarts;
    expect(first?.phases).toMatchObject([{ phase: 'weights_load', state: 'cut_off', endS: T0 + 55.25 }]);
    expect(first?.outcome).toMatchObject({
      reason: 'the process died: it exited before the model was ready',
    });
  });

  test('whose begin nobody tells is named, never shown without length', () => {
    const timeline = timelineAt(200, abandoned('reboot', 'weights_load', 55.25), SECOND);
    expect(timeline.coldStarts.map(({ attempt }) => attempt)).toEqual([2]);
    expect(timeline.notes).toContainEqual('Attempt 1 of pod a died; when it began is not observable.');
  });
});
