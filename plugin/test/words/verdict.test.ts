import { describe, expect, test } from 'vitest';
import type { Timeline } from '@coldstart/timeline';
import {
  clockOf,
  type Clock,
  idleWords,
  outcomeWords,
  phaseTotals,
  verdictOf,
  verdictText,
} from '../../src/words';
import { coldStart, moment, observedGpu, queue, sampledEvery, spike, T0_S } from '../given/timeline';

const clock = clockOf('utc');
const say = (timeline: Timeline, clock: Clock, fromS = T0_S) =>
  verdictText(verdictOf(timeline, clock, fromS));

describe('verdict', () => {
  test('of a traffic spike', () => {
    expect(say(spike(), clock)).toBe(
      '5 of 6 pods had their GPU idle while loading: 143 GPU-seconds (± 6) in all. ' +
        'Worst: chat-7b-6f9c4d5b8-slow1 #2, 70 GPU-s, mostly weights fetch. ' +
        'Users waited 17 s to 18 s (p95) at 12:01:35. ' +
        '4 of 6 pods ready, 1 still loading, 1 failed. GPU not observable for 1 of 6 pods. ' +
        '4 GPU-s without samples: unknown.',
    );
  });

  test('without GPU data gives no figure', () => {
    const words = say(
      {
        coldStarts: [coldStart({ pod: 'a', from: 0, to: 20 })],
        queues: [],
        replicas: [],
        scaling: [],
        triggers: [],
        notes: [],
      },
      clock,
    );
    expect(words).toBe(
      '1 pod. Whether a GPU sat idle is not observable. How long users waited is not observable: no queue wait.',
    );
    expect(words).not.toContain('GPU-s');
  });

  test('when no GPU idled', () => {
    const gpu = observedGpu('g', [[2, 20, 0.9]], [], 20);
    const words = say(
      {
        coldStarts: [coldStart({ pod: 'a', from: 0, to: 20, gpu })],
        queues: [queue()],
        replicas: [],
        scaling: [],
        triggers: [],
        notes: [],
      },
      clock,
    );
    expect(words).toContain('1 pod. No observed GPU sat idle for 5 s or more while loading.');
  });

  test('samples far apart hide gaps: that none was found is no good news', () => {
    const pods = (...spacingsS: number[]) => ({
      coldStarts: spacingsS.map((spacingS, i) =>
        coldStart({ pod: `pod-${i}`, from: 0, to: 40, gpu: sampledEvery(spacingS, [[2, 40, 0.9]], 40) }),
      ),
      queues: [],
      replicas: [],
      scaling: [],
      triggers: [],
      notes: [],
    });
    expect(verdictOf(pods(1), clock, T0_S).tone).toBe('ok');
    const far = verdictOf(pods(15, 15), clock, T0_S);
    expect(far.tone).toBe('info');
    expect(far.headline).toBe(
      '2 pods. GPU samples are 15 s apart: a gap shorter than 30 s cannot be seen, and no longer one was found.',
    );
    expect(verdictOf(pods(1, 15), clock, T0_S).headline).toContain(
      'GPU samples are up to 15 s apart: a gap shorter than 30 s may stay unseen, and no longer one was found.',
    );
  });

  test('samples far apart hide more gaps than the ones that were found', () => {
    const gpu = sampledEvery(15, [[2, 62, 0], [62, 80, 0.9]], 80); // prettier-ignore
    const verdict = verdictOf(
      {
        coldStarts: [coldStart({ pod: 'a', from: 0, to: 80, gpu })],
        queues: [],
        replicas: [],
        scaling: [],
        triggers: [],
        notes: [],
      },
      clock,
      T0_S,
    );
    expect(verdict.tone).toBe('warning');
    expect(verdict.remarks).toContain('GPU samples are 15 s apart: a gap shorter than 30 s cannot be seen.');
  });

  test('what was not seen may have been a gap', () => {
    const busy = observedGpu('g', [[2, 20, 0.9]], [], 20);
    const holed = observedGpu('g', [[2, 10, 0.9], [10, 20, -1]], [], 20); // prettier-ignore
    const tone = (...gpus: (typeof busy | undefined)[]) =>
      verdictOf(
        {
          coldStarts: gpus.map((gpu, i) => coldStart({ pod: `${i}`, from: 0, to: 20, ...(gpu && { gpu }) })),
          queues: [],
          replicas: [],
          scaling: [],
          triggers: [],
          notes: [],
        },
        clock,
        T0_S,
      ).tone;
    expect(tone(busy, busy)).toBe('ok');
    expect(tone(busy, holed)).toBe('info');
    expect(tone(busy, undefined)).toBe('info');
  });

  test('two attempts of a pod are cold starts, not pods', () => {
    const attempts = [1, 2].map((attempt) =>
      coldStart({ pod: 'a', from: attempt * 30, to: attempt * 30 + 20, attempt }),
    );
    expect(
      say({ coldStarts: attempts, queues: [], replicas: [], scaling: [], triggers: [], notes: [] }, clock),
    ).toContain('2 cold starts.');
  });

  test('says what holds pods up, most first', () => {
    const held = (pod: string, reason: string, words: string) =>
      coldStart({
        pod,
        from: 0,
        to: 90,
        outcome: { kind: 'loading' },
        heldUp: { reason, words, container: '', since: moment(30, 15) },
      });
    const coldStarts = [
      held('a', 'ErrImagePull', 'its image cannot be pulled'),
      held('b', 'Unschedulable', 'no node takes the pod'),
      held('c', 'Unschedulable', 'no node takes the pod'),
      held('d', 'Odd', 'Odd'),
    ];
    expect(verdictOf({ ...spike(), coldStarts, queues: [] }, clock, T0_S).findings.slice(0, 3)).toEqual([
      '2 pods held up: no node takes the pod (Unschedulable).',
      '1 pod held up: Odd.',
      '1 pod held up for other reasons.',
    ]);
  });

  test('unknown time of a shared GPU is not all without samples', () => {
    const holed = observedGpu('g', [[2, 10, 0.9], [10, 20, -1]], [], 20); // prettier-ignore
    const shared = { pods: ['default/b'], perPod: false };
    const gpu = { ...holed, gpus: holed.gpus.map((one) => ({ ...one, shared })) };
    const coldStarts = [coldStart({ pod: 'a', from: 0, to: 20, gpu })];
    expect(verdictOf({ ...spike(), coldStarts }, clock, T0_S).remarks).toContain(
      '10 GPU-s unknown: no samples, or a shared GPU was busy.',
    );
  });

  test('says where users waited, where they may wait in two places', () => {
    const queues = [{ ...queue(), kind: 'front_door' as const, waitP95: [] }, queue()];
    expect(say({ ...spike(), queues }, clock)).toContain(
      'Users waited 17 s to 18 s (engine, p95) at 12:01:35.',
    );
  });

  test('says when the view cuts off where cold starts began', () => {
    expect(say(spike(), clock, T0_S + 10)).toContain(
      '2 of 6 pods began before this time range: zoom out to see what their GPUs did.',
    );
  });

  test('follows the time zone', () => {
    expect(say(spike(), clockOf('Europe/Berlin'))).toContain('at 13:01:35');
  });
});

describe('a row in words', () => {
  test('outcomes', () => {
    const words = (outcome: Parameters<typeof coldStart>[0]['outcome']) =>
      outcomeWords(coldStart({ pod: 'a', from: 0, to: 48, ...(outcome && { outcome }) })).variants[0];
    expect(words(undefined)).toBe('ready in 48 s');
    expect(words({ kind: 'loading' })).toBe('loading for 48 s');
    expect(words({ kind: 'failed', at: moment(48), reason: 'OOMKilled' })).toBe(
      'failed: OOMKilled after 48 s',
    );
    expect(words({ kind: 'lost', lastSeenS: T0_S + 48 })).toBe('lost after 48 s: its series ended');
  });

  test('GPU time: idle, none idle, unknown, not observable', () => {
    const idle = (stretches: [number, number, number][]) =>
      idleWords(observedGpu('g', stretches, [], 40)).variants[0];
    expect(idle([[0, 30, 0], [30, 40, 0.9]])).toBe('GPU idle 30 of 40 GPU-s'); // prettier-ignore
    expect(idle([[0, 40, 0.9]])).toBe('no GPU idle gap');
    expect(idle([[0, 30, 0], [30, 40, -1]])).toBe('GPU idle 30 of 40 GPU-s, 10 unknown'); // prettier-ignore
    expect(idle([[0, 30, 0.9], [30, 40, -1]])).toBe('no GPU idle gap seen, 10 unknown'); // prettier-ignore
    expect(idle([[0, 40, -1]])).toBe('GPU unknown for all 40 GPU-s');
    expect(idleWords({ kind: 'not_observable', why: 'x' }).variants[0]).toBe('GPU not observable');
  });

  test('no gap between samples far apart is said without praise', () => {
    const said = idleWords(sampledEvery(15, [[0, 40, 0.9]], 40));
    expect(said.tone).toBe('info');
    expect(said.variants[0]).toBe('no gap of 30 s or more seen');
    expect(idleWords(observedGpu('g', [[0, 40, 0.9]], [], 40)).tone).toBe('ok');
    expect(idleWords(sampledEvery(15, [[0, 30, 0.9], [30, 40, -1]], 40)).variants[0]).toBe('no gap of 30 s or more seen, 10 unknown'); // prettier-ignore
  });
});

describe('phase totals', () => {
  test('a phase that ran twice at once counts once', () => {
    const overlapping = coldStart({
      pod: 'a',
      from: 0,
      to: 40,
      phases: [
        { phase: 'weights_fetch', from: 0, to: 20 },
        { phase: 'weights_fetch', from: 10, to: 30, lane: 1 },
      ],
      unattributed: [[30, 40]],
    });
    expect(phaseTotals([overlapping])).toEqual([
      { phase: 'weights_fetch', seconds: 30, share: 0.75 },
      { phase: null, seconds: 10, share: 0.25 },
    ]);
  });
});
