import { describe, expect, test } from 'vitest';
import {
  queueImpacts,
  whatIf,
  whatIfTogether,
  type ColdStart,
  type QueueImpact,
  type WhatIf,
} from '../../src/index.js';
import {
  cluster,
  fleetLoad,
  onlyColdStart,
  samples,
  T0,
  timelineAt,
  tracedAt,
  vllmStart,
  type FleetLoad,
  type Point,
} from '../fixtures/index.js';

type Chain = FleetLoad['chain'];
type Remedy = WhatIf['remedy'];

const BEGINS_S = 100_000;

/** A cold start of 105 s: 70 of them for its weights, which came from elsewhere. */
const FETCHED: Chain = [
  ['scheduling', 2],
  ['container_start', 8],
  ['runtime_init', 20],
  ['weights_fetch', 60],
  ['weights_load', 10],
  ['readiness', 5],
];

function cached(weightsS: number): Chain {
  return FETCHED.flatMap((part): Chain =>
    part[0] === 'weights_fetch' ? [] : part[0] === 'weights_load' ? [['weights_load', weightsS]] : [part],
  );
}

function subject(more: Partial<FleetLoad> = {}): ColdStart {
  return fleetLoad({ pod: 'new', beginsS: BEGINS_S, chain: FETCHED, gpu: 'H100', server: 'vllm', ...more });
}

function historyOf(chains: readonly Chain[], more: Partial<FleetLoad> = {}, name = 'h'): ColdStart[] {
  return chains.map((chain, i) =>
    fleetLoad({
      pod: `${name}${i}`,
      beginsS: i * 1000,
      chain,
      gpu: 'H100',
      server: 'vllm',
      node: `n${i}`,
      ...more,
    }),
  );
}

function answer(
  remedy: Remedy,
  coldStart: ColdStart,
  history: readonly ColdStart[],
  impacts: readonly QueueImpact[] = [],
): WhatIf | undefined {
  return whatIf(coldStart, history, impacts).find((one) => one.remedy === remedy);
}

/** Doubles of Unix seconds are exact to a quarter of a microsecond. */
function about(low: number, median: number, high: number): unknown {
  const near = (value: number): unknown => expect.closeTo(value, 5);
  return { low: near(low), median: near(median), high: near(high) };
}

function atS(low: number, median: number, high: number): unknown {
  return about(T0 + BEGINS_S + low, T0 + BEGINS_S + median, T0 + BEGINS_S + high);
}

describe('had the weights been on the node', () => {
  const history = historyOf([8, 9, 10, 11, 12].map(cached));

  test('its weights phases are replaced by those of loads that found them there', () => {
    // 105 - 70 + 10 = 45; deciles of five are 8 and 12, 2 from the median, wider by 2/5 of that. Two ends of a phase of
    // its own and two of theirs are off by a millisecond each.
    expect(answer('model_caching', subject(), history)).toEqual({
      kind: 'estimate',
      remedy: 'model_caching',
      supposes: 'its weights had been on the node',
      readyS: atS(42.196, 45, 47.804),
      savedS: about(57.196, 60, 62.804),
      // One GPU from 2 s on.
      gpuS: about(40.196, 43, 45.804),
      savedGpuS: about(57.196, 60, 62.804),
      sharing: ['model', 'server', 'nodeType'],
      sharingWords: 'model qwen, server vllm, node type H100',
      loads: ['ml/h0/server/1', 'ml/h1/server/1', 'ml/h2/server/1', 'ml/h3/server/1', 'ml/h4/server/1'],
      simulated: false,
    });
  });

  test('loads that fetched theirs do not count', () => {
    const fetched = historyOf([FETCHED, FETCHED, FETCHED, FETCHED, FETCHED], {}, 'f');
    expect(answer('model_caching', subject(), fetched)).toEqual({
      kind: 'silent',
      remedy: 'model_caching',
      why: 'Fewer than 5 comparable loads found their weights on the node.',
    });
  });

  test('is not asked of one that found them there', () => {
    const found = subject({ chain: cached(10) });
    expect(answer('model_caching', found, history)).toMatchObject({ why: 'Its weights were on the node.' });
  });

  test('is not asked where nothing tells how long they took', () => {
    const blind = subject({
      chain: [
        ['scheduling', 2],
        ['container_start', 100],
      ],
    });
    expect(answer('model_caching', blind, history)).toMatchObject({
      why: 'Nothing tells how long its weights took.',
    });
  });

  test('is not asked of spans of vLLM, which fetch and load in one, nor do such loads show it', () => {
    const start = (pod: string, atS: number): ColdStart =>
      onlyColdStart(
        tracedAt(
          atS + 200,
          vllmStart(atS, { pod }),
          cluster({
            nowS: atS + 200,
            pod,
            created: atS,
            scheduled: atS + 2,
            started: atS + 9,
            ready: atS + 88,
          }),
        ),
      );
    expect(answer('model_caching', start('new', 9000), history)).toMatchObject({
      why: 'Nothing tells whether its weights were on the node.',
    });
    const traced = [1, 2, 3, 4, 5].map((i) => start(`chat-${i}`, i * 1000));
    expect(answer('model_caching', subject({ pod: 'chat-9', model: '' }), traced)).toMatchObject({
      why: 'Fewer than 5 comparable loads found their weights on the node.',
    });
  });

  test('is answered by no load of another model, whose weights are of another size', () => {
    const small = historyOf([1, 1, 2, 2, 2].map(cached), { model: 'small' });
    expect(answer('model_caching', subject(), small)).toMatchObject({
      why: 'Fewer than 5 comparable loads found their weights on the node.',
    });
  });

  test('without GPU samples the GPU-seconds are unknown, not 0', () => {
    const blind = { pod: 'new', beginsS: BEGINS_S, chain: FETCHED, server: 'vllm' };
    expect(answer('model_caching', fleetLoad(blind), history)).toMatchObject({
      kind: 'estimate',
      savedS: about(57.196, 60, 62.804),
      gpuS: null,
      savedGpuS: null,
    });
  });
});

describe('had the image been on the node', () => {
  const pulled: Chain = FETCHED.map((part) =>
    part[0] === 'container_start' ? ['container_start', 208] : part,
  );

  test('its container start is replaced by those on nodes that had run the same before', () => {
    // Two loads on each of five nodes: the second found the image. Those took 8 s, the first ones 208 s.
    const first = historyOf([pulled, pulled, pulled, pulled, pulled], {}, 'first');
    const second = historyOf([FETCHED, FETCHED, FETCHED, FETCHED, FETCHED], { beginsS: 10_000 }, 'second');
    const result = answer('image_prepull', subject({ chain: pulled, node: 'fresh' }), [...first, ...second]);
    expect(result).toMatchObject({
      kind: 'estimate',
      // All took the same, by whole seconds at both ends: two of theirs and two of its own.
      readyS: atS(101, 105, 109),
      savedS: about(196, 200, 204),
      loads: [0, 1, 2, 3, 4].map((i) => `ml/second${i}/server/1`),
    });
  });

  test('says nothing where every node was fresh', () => {
    const fresh = historyOf([pulled, pulled, pulled, pulled, pulled]);
    expect(answer('image_prepull', subject({ chain: pulled, node: 'fresh' }), fresh)).toMatchObject({
      why: 'Fewer than 5 comparable loads found their image on the node.',
    });
  });
});

test('had it stood in a warm pool, only its readiness is left', () => {
  const ready = (seconds: number): Chain =>
    FETCHED.map((part) => (part[0] === 'readiness' ? ['readiness', seconds] : part));
  expect(answer('warm_pool', subject(), historyOf([4, 4, 5, 6, 6].map(ready)))).toMatchObject({
    kind: 'estimate',
    // Deciles of five are 4 and 6, a second from the median, wider by 2/5 of that. Ready is off by up to a second, the
    // loaded model by a millisecond.
    readyS: atS(2.599, 5, 7.401),
    savedS: about(97.599, 100, 102.401),
    gpuS: about(2.599, 5, 7.401),
  });
});

describe('had another server loaded the model', () => {
  test('the work of its server is replaced by that of the fastest', () => {
    const fast: Chain = [
      ['scheduling', 2],
      ['container_start', 8],
      ['weights_fetch', 30],
      ['readiness', 5],
    ];
    const slow: Chain = [
      ['scheduling', 2],
      ['container_start', 8],
      ['weights_fetch', 80],
      ['readiness', 5],
    ];
    const history = [
      ...historyOf([fast, fast, fast, fast, fast], { server: 'sglang' }, 'fast'),
      ...historyOf([slow, slow, slow, slow, slow], { server: 'tgi' }, 'slow'),
    ];
    // Its own server took 90 s of the 105.
    expect(answer('faster_load_path', subject(), history)).toMatchObject({
      kind: 'estimate',
      readyS: atS(44.996, 45, 45.004),
      sharingWords: 'model qwen, node type H100, loaded by sglang',
      loads: [0, 1, 2, 3, 4].map((i) => `ml/fast${i}/server/1`),
    });
  });

  test('a server with fewer than five loads is not called faster', () => {
    const lucky = historyOf([cached(1), cached(1), cached(1), cached(1)], { server: 'sglang' }, 'lucky');
    const found = subject({ chain: cached(10) });
    expect(answer('faster_load_path', found, lucky)).toMatchObject({ kind: 'silent' });
    const fifth = historyOf([cached(1)], { server: 'sglang', beginsS: 9000 }, 'fifth');
    expect(answer('faster_load_path', found, [...lucky, ...fifth])).toMatchObject({ kind: 'estimate' });
  });

  test('loads of another model or with cached weights do not compare', () => {
    const history = [
      ...historyOf(
        [FETCHED, FETCHED, FETCHED, FETCHED, FETCHED],
        { server: 'sglang', model: 'llama' },
        'other',
      ),
      ...historyOf([cached(1), cached(1), cached(1), cached(1), cached(1)], { server: 'sglang' }, 'cached'),
    ];
    expect(answer('faster_load_path', subject(), history)).toMatchObject({
      why: 'Fewer than 5 comparable loads were made by another server, with their weights in the same kind of place.',
    });
  });
});

describe('had the scale-up started when the queue first grew', () => {
  /** 0 until 80 s, then more and more; sampled every 10 s, from 1,000 s before the cold start on. */
  const queue = (grewS: number) =>
    timelineAt(BEGINS_S + 1000, [
      samples(
        'vllm:num_requests_waiting',
        { namespace: 'ml', pod: 'old', model_name: 'qwen' },
        Array.from({ length: 120 }, (_, i): Point => {
          const afterS = BEGINS_S - 1000 + i * 10;
          return [afterS, Math.max(0, afterS - BEGINS_S + grewS)];
        }),
      ),
    ]).queues;
  const cold = subject();
  const impactsAt = (grewS: number): QueueImpact[] =>
    queueImpacts({ coldStarts: [cold], queues: queue(grewS) });

  test('it would have been ready earlier by as long, the GPU held as long as it was', () => {
    // The last sample at the baseline is 40 s before the pod was created, the next 30 s.
    expect(answer('event_driven_scaling', cold, [], impactsAt(40))).toMatchObject({
      kind: 'estimate',
      savedS: about(30, 35, 40),
      readyS: atS(65, 70, 75),
      gpuS: about(103, 103, 103),
      savedGpuS: about(0, 0, 0),
      loads: [cold.id],
    });
  });

  test('leaves out the impact of another day on a pod of the same name', () => {
    const dayS = 86_400;
    const impacts = impactsAt(40);
    const yesterday = impacts.map((impact): QueueImpact =>
      impact.answer === 'grew'
        ? { ...impact, startS: impact.startS - dayS, endS: impact.endS - dayS }
        : impact,
    );
    expect(answer('event_driven_scaling', cold, [], [...yesterday, ...impacts])).toMatchObject({
      savedS: about(30, 35, 40),
    });
    expect(answer('event_driven_scaling', cold, [], yesterday)).toMatchObject({ kind: 'silent' });
  });

  test('says nothing where the queue grew only after the pod was created, or is not known', () => {
    const after = 'The queue grew only after the pod had been created.';
    expect(answer('event_driven_scaling', cold, [], impactsAt(-40))).toMatchObject({ why: after });
    expect(answer('event_driven_scaling', cold, [])).toMatchObject({
      why: 'No queue of its model is known to have grown.',
    });
  });
});

test('of a cold start that is not ready nothing is said', () => {
  const loading = subject({ seenAtS: BEGINS_S + 50 });
  const answers = whatIf(loading, historyOf([8, 9, 10].map(cached)));
  expect(answers.map((one) => one.kind)).toEqual(['silent', 'silent', 'silent', 'silent', 'silent']);
});

test('of several cold starts the savings add up, and the last of them counts', () => {
  const history = historyOf([10, 10, 10, 10, 10].map(cached));
  const later = fleetLoad({
    pod: 'later',
    beginsS: BEGINS_S + 10,
    chain: FETCHED,
    gpu: 'H100',
    server: 'vllm',
  });
  const found = subject({ pod: 'found', chain: cached(10) });
  const together = whatIfTogether([subject(), later, found], history);
  expect(together.find(({ remedy }) => remedy === 'model_caching')).toEqual({
    remedy: 'model_caching',
    estimated: 2,
    of: 3,
    // Equal loads: no narrower than four ends of a millisecond each, and twice that for two.
    lastReadyS: atS(54.996, 55, 55.004),
    lastWasReadyS: T0 + BEGINS_S + 115,
    savedS: about(119.992, 120, 120.008),
    savedGpuS: about(119.992, 120, 120.008),
    silent: ['Its weights were on the node.'],
  });
});
