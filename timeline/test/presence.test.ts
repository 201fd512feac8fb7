import { describe, expect, test } from 'vitest';
import type { Series } from '../src/index.js';
import { instant, onlyColdStart, own, ownLabels, samples, T0, timelineAt } from './fixtures/index.js';

const IN_PROGRESS = 'coldstart_load_in_progress_start_timestamp_seconds';

/** A load since 90, of which one presence sample is known, at 100. */
function seenOnce(nowS: number): Series[] {
  return [
    ...own({ nowS, marks: { process_started: 89 }, phases: { weights_load: [92, null] } }),
    samples(IN_PROGRESS, ownLabels({}), [[100, T0 + 90]]),
  ];
}

/** Another pod, long ready, whose presence is known every `stepS` until `untilS`. */
function peer(stepS: number, untilS: number, pod = 'peer'): Series[] {
  const labels = ownLabels({ pod });
  const points = Array.from({ length: 4 }, (_, i): [number, number] => [untilS - (3 - i) * stepS, 0]);
  return [
    samples(IN_PROGRESS, labels, points),
    instant('coldstart_mark_timestamp_seconds', { ...labels, mark: 'process_started' }, T0 - 5000, untilS),
    instant('coldstart_mark_timestamp_seconds', { ...labels, mark: 'model_ready' }, T0 - 4000, untilS),
  ];
}

describe('a load of which one presence sample is known', () => {
  test('still loads until three samples are missed, at the spacing of the other series', () => {
    const outcomeAt = (nowS: number) =>
      onlyColdStart(timelineAt(nowS, seenOnce(nowS), peer(60, 100))).outcome;
    expect(outcomeAt(145)).toEqual({ kind: 'loading' });
    expect(outcomeAt(280)).toEqual({ kind: 'loading' });
    expect(outcomeAt(281)).toEqual({ kind: 'lost', lastSeenS: T0 + 100 });
  });

  test('goes by the widest of them: the steps of a long view make them all', () => {
    const one = onlyColdStart(timelineAt(420, seenOnce(420), peer(15, 400), peer(120, 400, 'other')));
    expect(one.outcome).toEqual({ kind: 'loading' });
  });

  test('is given three samples of a minute where no series tells the spacing', () => {
    const outcomeAt = (nowS: number) => onlyColdStart(timelineAt(nowS, seenOnce(nowS))).outcome.kind;
    expect(outcomeAt(280)).toBe('loading');
    expect(outcomeAt(281)).toBe('lost');
  });

  test('is lost as sharply as that', () => {
    expect(onlyColdStart(timelineAt(400, seenOnce(400))).resolutionS).toBeCloseTo(60, 2);
  });
});
