import type { Phase } from '@coldstart/conventions';
import { describe, expect, test } from 'vitest';
import { readyEta, type ColdStart, type ReadyEta } from '../../src/index.js';
import { fleetLoad, T0, type FleetLoad } from '../fixtures/index.js';

/** Long after all of the history. */
const NOW_S = 100_000;

type Chain = FleetLoad['chain'];

function about(value: number, digits: number): unknown {
  return expect.closeTo(value, digits);
}

/** Container after 10 s, then the server's phases. */
function chain(...own: Chain): Chain {
  return [['scheduling', 2], ['container_start', 8], ...own];
}

/** One load per chain, one after the other. */
function historyOf(chains: readonly Chain[], more: Partial<FleetLoad> = {}): ColdStart[] {
  return chains.map((one, i) => fleetLoad({ pod: `h${i}`, beginsS: i * 1000, chain: one, ...more }));
}

/** A load that began at NOW_S, seen `ageS` later. */
function inProgress(ageS: number, one: Chain, more: Partial<FleetLoad> = {}): ColdStart {
  return fleetLoad({ pod: 'new', beginsS: NOW_S, chain: one, seenAtS: NOW_S + ageS, ...more });
}

/** Times after the begin of the load in progress. */
function eta(ageS: number, coldStart: ColdStart, history: readonly ColdStart[]) {
  const answer = readyEta(coldStart, history, T0 + NOW_S + ageS);
  if (answer.kind === 'silent') return answer;
  const since = (atS: number): number => atS - T0 - NOW_S;
  const { atS, earliestS, latestS } = answer;
  return { ...answer, atS: since(atS), earliestS: since(earliestS), latestS: since(latestS) };
}

const DURATIONS = [80, 90, 100, 110, 120];

describe('the estimate', () => {
  test('is the median of what was left of the loads at the same step', () => {
    const history = historyOf(DURATIONS.map((s) => chain(['weights_load', s])));
    const answer = eta(40, inProgress(40, chain(['weights_load', 999])), history);
    // In weights_load since 10: the five ended it at 90, 100, 110, 120, 130.
    expect(answer).toMatchObject({ kind: 'estimate', atS: 110, overdue: false, bytesDone: null });
    // Deciles of five: 90 and 130, 20 away from the median, wider by 2/5 of that.
    expect(answer).toMatchObject({ earliestS: 82, latestS: 138 });
  });

  test('rests on the loads that took as long in the running phase', () => {
    const history = historyOf([...DURATIONS, 20, 20, 20, 20].map((s) => chain(['weights_load', s])));
    const answer = eta(40, inProgress(40, chain(['weights_load', 999])), history);
    expect(answer).toMatchObject({
      atS: 110,
      loads: ['h0', 'h1', 'h2', 'h3', 'h4'].map((pod) => `ml/${pod}/server/1`),
    });
  });

  test('counts from the last step, however long the ones before took', () => {
    const history = historyOf(DURATIONS.map((s) => chain(['weights_fetch', 10], ['compile', s])));
    const late: Chain = [
      ['scheduling', 300],
      ['container_start', 8],
      ['weights_fetch', 12],
      ['compile', 999],
    ];
    expect(eta(330, inProgress(330, late), history)).toMatchObject({ atS: 320 + 100 });
  });

  test('follows the loads that were alike so far', () => {
    // On cold nodes the container took 200 s and the compile 100 s; on warm ones 8 s and 10 s.
    const cold = (s: number): Chain => [
      ['scheduling', 2],
      ['container_start', 200],
      ['runtime_init', 20],
      ['compile', s],
    ];
    const warm = (s: number): Chain => chain(['runtime_init', 20], ['compile', s]);
    const history = historyOf([
      ...[98, 99, 100, 101, 102, 100, 100, 100].map(cold),
      ...[8, 9, 10, 11, 12, 10, 10, 10].map(warm),
    ]);
    expect(eta(215, inProgress(215, cold(999)), history)).toMatchObject({ atS: about(322, 0) });
    expect(eta(25, inProgress(25, warm(999)), history)).toMatchObject({ atS: about(40, 0) });
  });

  test('is never before now', () => {
    const history = historyOf(DURATIONS.map((s) => chain(['weights_load', s])));
    expect(eta(500, inProgress(40, chain(['weights_load', 999])), history)).toMatchObject({
      atS: 500,
      earliestS: 500,
      latestS: 500,
    });
  });

  test('of a load slower than all before is as if its next step came now, and says that it is overdue', () => {
    const history = historyOf(DURATIONS.map((s) => chain(['weights_load', s], ['warmup', 30])));
    // In weights_load for 200 s; after it they took 30 s. It may take as long again.
    expect(eta(210, inProgress(210, chain(['weights_load', 999])), history)).toMatchObject({
      overdue: true,
      atS: 240,
      earliestS: 240,
      latestS: 440,
    });
  });
});

describe('phases to come', () => {
  test('come in the order of history, with how often they came', () => {
    const long: Chain = chain(
      ['runtime_init', 20],
      ['weights_fetch', 60],
      ['weights_load', 10],
      ['readiness', 5],
    );
    const short: Chain = chain(['runtime_init', 20], ['weights_load', 20], ['readiness', 5]);
    const history = historyOf([long, short, short, short, short]);
    const answer = eta(20, inProgress(20, chain(['runtime_init', 999])), history);
    expect(answer).toMatchObject({
      toCome: [
        { phase: 'weights_fetch', probability: about(0.2, 5), medianS: 60 },
        { phase: 'weights_load', probability: about(1, 5), medianS: 20 },
        { phase: 'readiness', probability: about(1, 5), medianS: 5 },
      ] satisfies { phase: Phase; probability: unknown; medianS: number }[],
    });
  });
});

describe('bytes in progress', () => {
  const history = historyOf(DURATIONS.map((s) => chain(['weights_load', s], ['warmup', 10])));
  const atHalf = (bytes: readonly [number, number]): ReturnType<typeof eta> =>
    eta(40, inProgress(40, chain(['weights_load', 999]), { bytes }), history);

  test('say how much of the weights phase is left, the more of them the more', () => {
    // Half of the bytes in 30 s: 30 s more by the rate. History's median says 70 s more. Half way between, and 10 s warm-up.
    expect(atHalf([50, 100])).toMatchObject({ bytesDone: 0.5, atS: 40 + 50 + 10 });
  });

  test('say nothing where all are there, or nobody knows how many will be', () => {
    expect(atHalf([100, 100])).toMatchObject({ bytesDone: null, atS: 120 });
    expect(atHalf([50, 0])).toMatchObject({ bytesDone: null, atS: 120 });
  });
});

describe('the loads that compare', () => {
  const loads = (count: number, seconds: number, more: Partial<FleetLoad>, name: string): ColdStart[] =>
    Array.from({ length: count }, (_, i) =>
      fleetLoad({ pod: `${name}${i}`, beginsS: i * 1000, chain: chain(['weights_load', seconds]), ...more }),
    );
  const subject = inProgress(20, chain(['weights_load', 999]), { server: 'vllm', gpu: 'H100' });

  test('are those of the same model, server and node type, where there are five', () => {
    const history = [
      ...loads(5, 50, { server: 'vllm', gpu: 'H100' }, 'same'),
      ...loads(9, 90, { server: 'vllm', gpu: 'L4' }, 'slow'),
    ];
    expect(eta(20, subject, history)).toMatchObject({
      atS: 60,
      sharing: ['model', 'server', 'nodeType'],
      sharingWords: 'model qwen, server vllm, node type H100',
    });
  });

  test.each<[string, Partial<FleetLoad>, string[]]>([
    ['another node type', { server: 'vllm', gpu: 'L4' }, ['model', 'server']],
    ['another server', { server: 'sglang', gpu: 'H100' }, ['model', 'nodeType']],
    ['another server and node type', { server: 'sglang', gpu: 'L4' }, ['model']],
  ])('are those with %s, where there are no others', (_, more, sharing) => {
    const history = [
      ...loads(4, 50, { server: 'vllm', gpu: 'H100' }, 'same'),
      ...loads(5, 90, more, 'other'),
    ];
    expect(eta(20, subject, history)).toMatchObject({ kind: 'estimate', sharing });
  });

  test('are never those of another model, however much else they share', () => {
    const other = loads(9, 90, { model: 'llama', server: 'vllm', gpu: 'H100' }, 'other');
    expect(eta(20, subject, other)).toEqual<ReadyEta>({
      kind: 'silent',
      why: 'No load of model qwen, server vllm, node type H100 became ready before: 5 are needed.',
    });
  });

  test('are fewer than five: the answer is silent and says why', () => {
    expect(eta(20, subject, loads(4, 50, { server: 'vllm' }, 'same'))).toEqual<ReadyEta>({
      kind: 'silent',
      why: 'Only 4 loads of model qwen, server vllm became ready before: 5 are needed.',
    });
  });

  test('are none where nothing names the model', () => {
    const nameless = inProgress(5, [
      ['scheduling', 2],
      ['container_start', 99],
    ]);
    expect(eta(5, nameless, loads(9, 50, {}, 'any'))).toEqual({
      kind: 'silent',
      why: 'Nothing tells its model or pods of the same workload, so no earlier load compares.',
    });
  });

  test('are those of the model that the pods of its Deployment load, before it names one', () => {
    const history = loads(5, 50, {}, 'chat-6f9c-x');
    const scheduling: Chain = [['scheduling', 300]];
    const pending = fleetLoad({ pod: 'chat-77aa-y', beginsS: NOW_S, chain: scheduling, seenAtS: NOW_S + 1 });
    expect(pending.model).toBe('');
    expect(eta(1, pending, history)).toMatchObject({
      sharing: ['model'],
      sharingWords: 'model qwen',
      atS: 60,
    });
  });

  test('are the pods of its Deployment, where no model is told', () => {
    const history = Array.from({ length: 5 }, (_, i) =>
      fleetLoad({
        pod: `chat-6f9c-x${i}`,
        beginsS: i * 1000,
        chain: [
          ['scheduling', 2],
          ['container_start', 58],
        ],
      }),
    );
    const pending = fleetLoad({
      pod: 'chat-6f9c-y',
      beginsS: NOW_S,
      chain: [['scheduling', 300]],
      seenAtS: NOW_S + 1,
    });
    expect(eta(1, pending, history)).toMatchObject({
      sharing: ['workload'],
      sharingWords: 'pods of chat-6f9c',
      atS: 60,
    });
  });

  test('do not include what was not ready by then, nor the load itself', () => {
    const later = loads(5, 50, { beginsS: NOW_S }, 'later');
    expect(eta(20, subject, [...later, subject])).toMatchObject({ kind: 'silent' });
  });

  test('of an ended load are not asked', () => {
    const [ready] = loads(1, 50, {}, 'ready');
    expect(ready && eta(0, ready, [])).toEqual({ kind: 'silent', why: 'It does not load any more.' });
  });
});

test('a time that is none is refused', () => {
  expect(() => readyEta(inProgress(20, chain(['weights_load', 99])), [], Number.NaN)).toThrow(
    'readyEta: nowS is NaN, not a Unix time in seconds',
  );
});
