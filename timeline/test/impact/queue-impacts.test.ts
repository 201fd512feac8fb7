import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { queueImpacts, type ColdStart, type QueueImpact, type Series } from '../../src/index.js';
import { fleetLoad, own, samples, T0, timelineAt, type Labels, type Point } from '../fixtures/index.js';

const ENGINE = { namespace: 'ml', pod: 'old', model_name: 'qwen' };
const STEP_S = 10;

/** A pod of the scale-up: created and ready in whole seconds after T0. */
function pod(name: string, createdS: number, readyS: number, model = 'qwen'): ColdStart {
  const chain = [
    ['scheduling', 1],
    ['container_start', 4],
    ['weights_load', readyS - createdS - 5],
  ] as const;
  return fleetLoad({ pod: name, beginsS: createdS, chain, model });
}

/** The depth every 10 s from 0 on. */
function depth(
  values: readonly (number | null)[],
  labels: Labels = ENGINE,
  metric = 'vllm:num_requests_waiting',
): Series {
  const points = values.flatMap((value, i): Point[] => (value === null ? [] : [[i * STEP_S, value]]));
  return samples(metric, labels, points);
}

function impactsOf(coldStarts: readonly ColdStart[], ...series: Series[]): QueueImpact[] {
  return queueImpacts({ coldStarts, queues: timelineAt(1000, series).queues });
}

function grew(impact: QueueImpact | undefined): Extract<QueueImpact, { answer: 'grew' }> {
  if (impact?.answer !== 'grew') throw new Error(`the queue did not grow: ${impact?.answer ?? 'no impact'}`);
  return impact;
}

const usual = Array.from({ length: 11 }, () => 2);
/** 2 until 100; grows by 10 a step until 200; stands until 230; back at 250. */
const STORY = [...usual, 12, 22, 32, 42, 52, 62, 72, 82, 92, 102, 102, 102, 102, 52, 2, 2, 2];
const PODS = [pod('a', 130, 200), pod('b', 130, 230), pod('c', 131, 150)];

describe('a queue that grew', () => {
  const impact = grew(impactsOf(PODS, depth(STORY))[0]);

  test('has its baseline in what came before it grew', () => {
    expect(impact.baseline).toEqual({
      requests: 2,
      waitS: null,
      grownAbove: 3,
      from: { startS: T0, endS: T0 + 100 },
    });
  });

  test('tells from when to when, and its peak', () => {
    expect(impact).toMatchObject({
      startS: T0 + 100,
      resolutionS: 10,
      endS: T0 + 250,
      over: true,
      peak: { atS: T0 + 200, requests: 102 },
    });
  });

  test('tells the wait above the baseline in request-seconds', () => {
    // A triangle of 100 s by 100 requests, 30 s of 100 requests, a triangle of 20 s.
    expect(impact.waitedS).toBe(5000 + 3000 + 1000);
    // Had each step stood at its lesser or its greater end.
    expect([impact.waitedLowS, impact.waitedHighS]).toEqual([4500 + 3000 + 500, 5500 + 3000 + 1500]);
    expect(impact).toMatchObject({ unknown: [], unknownS: 0 });
  });

  test('was ended by the pods that were ready from near its peak on', () => {
    expect(impact.endedBy).toEqual(['ml/a/server/1', 'ml/b/server/1']);
  });

  test('names its scale-up and its queue', () => {
    expect(impact).toMatchObject({
      namespace: 'ml',
      model: 'qwen',
      coldStarts: ['ml/a/server/1', 'ml/b/server/1', 'ml/c/server/1'],
      kind: 'engine',
      source: 'vllm',
      endedWaitedS: null,
      worstP95S: null,
    });
  });
});

describe('waits that ended', () => {
  test('count above the usual wait of each request', () => {
    const ended = STORY.map((_, i) =>
      i === 24 ? { requests: 50, waitedS: 2000 } : { requests: 5, waitedS: 5 },
    );
    const running = (of: 'requests' | 'waitedS'): number[] => {
      let sum = 0;
      return ended.map((step) => (sum += step[of]));
    };
    const [impact] = impactsOf(
      PODS,
      depth(STORY),
      depth(running('waitedS'), ENGINE, 'vllm:request_queue_time_seconds_sum'),
      depth(running('requests'), { ...ENGINE, le: '+Inf' }, 'vllm:request_queue_time_seconds_bucket'),
      depth(running('requests'), { ...ENGINE, le: '60' }, 'vllm:request_queue_time_seconds_bucket'),
    );
    // Usual is 1 s. 50 requests waited 2,000 s; the others as ever.
    expect(grew(impact)).toMatchObject({ baseline: { waitS: 1 }, endedWaitedS: 1950, worstP95S: 57 });
  });
});

describe('what is not known', () => {
  test('stretches without samples are kept apart', () => {
    const holed = STORY.map((value, i) => (i >= 14 && i <= 17 ? null : value));
    const impact = grew(impactsOf(PODS, depth(holed))[0]);
    // Between 130 and 180: there the line would have had 30 to 80 above the baseline, 2,750 in all.
    expect(impact).toMatchObject({ unknown: [{ startS: T0 + 130, endS: T0 + 180 }], unknownS: 50 });
    expect(impact.waitedS).toBe(9000 - 2750);
  });

  test('a queue without samples before it has no baseline', () => {
    const [impact] = impactsOf(PODS, depth(STORY.map((value, i) => (i < 12 ? null : value))));
    expect(impact).toMatchObject({
      answer: 'unknown',
      why: 'Fewer than 3 samples of the queue at its usual depth before it: what is usual is unknown.',
    });
  });

  test('a queue that is not back yet was ended by nobody', () => {
    const impact = grew(impactsOf(PODS, depth(STORY.slice(0, 22)))[0]);
    expect(impact).toMatchObject({ over: false, endS: T0 + 210, endedBy: [] });
    expect(impact.waitedS).toBe(5000 + 1000);
  });
});

test('a queue that stands still is steady', () => {
  expect(impactsOf(PODS, depth(STORY.map((_, i) => 2 + (i % 2))))).toMatchObject([{ answer: 'steady' }]);
});

test('a queue that grows after the first pod was made counts from there', () => {
  const late = [...Array.from({ length: 16 }, () => 0), 5, 10, 5, 0, 0];
  const impact = grew(impactsOf([pod('a', 130, 180)], depth(late))[0]);
  expect(impact).toMatchObject({ startS: T0 + 150, endS: T0 + 190, endedBy: ['ml/a/server/1'] });
  expect(impact.waitedS).toBe(25 + 75 + 75 + 25);
});

test('a queue that is back by chance for one sample is not over', () => {
  const impact = grew(
    impactsOf([pod('a', 130, 180)], depth([...usual, 12, 12, 12, 12, 2, 12, 12, 12, 2, 2]))[0],
  );
  expect(impact.endS).toBe(T0 + 190);
});

test('a queue that fell before any pod was ready was ended by none', () => {
  expect(grew(impactsOf([pod('a', 130, 900)], depth([...usual, 12, 12, 12, 2, 2]))[0]).endedBy).toEqual([]);
});

describe('queues of one model', () => {
  test('are summed over the pods that hold parts of it', () => {
    const other = depth(STORY, { ...ENGINE, pod: 'older' });
    expect(grew(impactsOf(PODS, depth(STORY), other)[0])).toMatchObject({
      baseline: { requests: 4 },
      waitedS: 18_000,
      peak: { requests: 204 },
    });
  });

  test('at the front door and at the engines are two answers', () => {
    const door = depth(
      STORY,
      { namespace: 'ml', inference_pool: 'pool', model_name: 'qwen' },
      'llm_d_epp_flow_control_queue_size',
    );
    expect(impactsOf(PODS, depth(STORY), door).map(({ kind, source }) => [kind, source])).toEqual([
      ['engine', 'vllm'],
      ['front_door', 'inference-gateway'],
    ]);
  });

  test('of other models and namespaces do not count', () => {
    const series = [
      depth(STORY, { ...ENGINE, model_name: 'llama' }),
      depth(STORY, { ...ENGINE, namespace: 'other' }),
    ];
    expect(impactsOf(PODS, ...series)).toEqual([]);
  });

  test('that name no model count for the pods of their workload', () => {
    const names = ['chat-6f9c7b-x2x4z', 'chat-large-6f9c7b-x2x4z'];
    const door = depth(
      STORY,
      { envoy_cluster_name: 'outbound|80||chat.ml.svc.cluster.local' },
      'envoy_cluster_upstream_rq_pending_active',
    );
    const matched = names.map((name) => impactsOf([pod(name, 130, 200)], door).length);
    expect(matched).toEqual([1, 0]);
  });
});

describe('a front door in a namespace of its own', () => {
  const epp = depth(
    STORY,
    { namespace: 'gateways', inference_pool: 'pool', model_name: 'qwen' },
    'llm_d_epp_flow_control_queue_size',
  );
  const envoy = (cluster: string): Series =>
    depth(
      STORY,
      { namespace: 'istio-ingress', envoy_cluster_name: cluster },
      'envoy_cluster_upstream_rq_pending_active',
    );
  const named = (name: string, namespace = 'ml'): ColdStart => ({ ...pod(name, 130, 200), namespace });
  const llama = 'llama-6f9c7b-x2x4z';

  test('is joined by the model where just one namespace has it', () => {
    expect(impactsOf([named('a')], epp)).toMatchObject([{ answer: 'grew', namespace: 'ml', waitedS: 9000 }]);
    expect(impactsOf([named('a'), named('b', 'other')], epp)).toEqual([]);
  });

  test('is joined to its own namespace where that has the model', () => {
    expect(impactsOf([named('a'), named('b', 'gateways')], epp)).toMatchObject([{ namespace: 'gateways' }]);
  });

  test('is joined by the namespace in the name of its cluster', () => {
    const both = [named(llama), named(llama, 'other')];
    expect(impactsOf(both, envoy('outbound|80||llama.ml.svc.cluster.local'))).toMatchObject([
      { namespace: 'ml' },
    ]);
    expect(impactsOf([named(llama, 'other')], envoy('outbound|80||llama.ml.svc'))).toEqual([]);
    expect(impactsOf([named(llama)], envoy('llama'))).toMatchObject([{ namespace: 'ml' }]);
    expect(impactsOf(both, envoy('llama'))).toEqual([]);
  });

  test('a note says where it is joined to none', () => {
    const said = (...series: Series[]): string[] =>
      timelineAt(400, series).notes.filter((note) => note.includes('joined'));
    const load = (namespace: string): Series[] =>
      own({ nowS: 400, namespace, marks: { model_ready: 140 }, phases: { weights_load: [120, 140] } });
    expect(said(epp, ...load('ml'))).toEqual([]);
    expect(said(epp, ...load('ml'), ...load('other'))).toEqual([
      'The queue of qwen (inference-gateway) fits pods in the namespaces ml and other, and nothing tells in which they wait: joined to none.',
    ]);
  });
});

test('cold starts that do not overlap are two scale-ups, each with its own queue', () => {
  const twice = [...STORY, ...usual, ...STORY];
  const second = (STORY.length + usual.length) * STEP_S;
  const impacts = impactsOf([...PODS, pod('d', second + 130, second + 200)], depth(twice));
  expect(impacts.map((impact) => [grew(impact).waitedS, grew(impact).startS - T0])).toEqual([
    [9000, 100],
    [9000, second + 100],
  ]);
});

describe('a queue that does not come back between two scale-ups', () => {
  /** 50 from 840 s to 1,290 s, sampled every 15 s; else 0. */
  const queue = samples(
    'vllm:num_requests_waiting',
    ENGINE,
    Array.from({ length: 100 }, (_, i): Point => [i * 15, i * 15 >= 840 && i * 15 <= 1290 ? 50 : 0]),
  );
  const ups = [pod('a', 900, 1005), pod('b', 1100, 1290)];
  const impacts = queueImpacts({ coldStarts: ups, queues: timelineAt(1500, [queue]).queues }).map(grew);

  test('is shared where the first pod of the second was created', () => {
    expect(impacts.map(({ startS, endS }) => [startS - T0, endS - T0])).toEqual([
      [825, 1095],
      [1095, 1305],
    ]);
    // 15 s up to 50, 255 s of 50; 195 s of 50, 15 s down: 23,250 in all.
    expect(impacts.map(({ waitedS }) => waitedS)).toEqual([375 + 12_750, 9750 + 375]);
    expect(impacts.map(({ over, takesOver }) => [over, takesOver])).toEqual([
      [false, false],
      [true, true],
    ]);
  });

  test('is not taken over where its samples ended long before', () => {
    const cut = samples(
      'vllm:num_requests_waiting',
      ENGINE,
      Array.from({ length: 67 }, (_, i): Point => [i * 15, i * 15 >= 840 ? 50 : 0]),
    );
    const two = [pod('a', 900, 1005), pod('b', 1100, 1290)];
    // The last sample is at 990: a hole of 110 s.
    expect(queueImpacts({ coldStarts: two, queues: timelineAt(1500, [cut]).queues })).toMatchObject([
      { answer: 'grew', over: false, endS: T0 + 990 },
      { answer: 'steady' },
    ]);
  });

  test('whatever the second scale-up, the sum is that of the queue', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1020, max: 1280 }), (createdS) => {
        const two = [pod('a', 900, 1005), pod('b', createdS, createdS + 100)];
        const both = queueImpacts({ coldStarts: two, queues: timelineAt(1500, [queue]).queues }).map(grew);
        expect(both.reduce((sum, { waitedS }) => sum + waitedS, 0)).toBeCloseTo(23_250, 6);
      }),
    );
  });
});

describe('a queue that swings', () => {
  const swings = [0, 3, 0, 5, 1, 0, 4, 0, 3, 0, 5, 1, 0, 4, 0, 3, 0, 5, 1, 0, 4];

  test('has not grown', () => {
    // Median 1, deviations of 1 in the middle.
    expect(impactsOf([pod('a', 130, 180)], depth(swings))).toMatchObject([
      { answer: 'steady', baseline: { requests: 1, grownAbove: 1 + 3 * 1.4826 } },
    ]);
  });

  test('grows where it goes above twice what it ever was, or stays above', () => {
    const until = swings.slice(0, 14);
    expect(grew(impactsOf([pod('a', 130, 180)], depth([...until, 11, 0, 0, 0]))[0])).toMatchObject({
      peak: { requests: 11 },
    });
    expect(grew(impactsOf([pod('a', 130, 180)], depth([...until, 7, 8, 9, 0, 0]))[0])).toMatchObject({
      peak: { requests: 9 },
      endS: T0 + 170,
    });
    expect(impactsOf([pod('a', 130, 180)], depth([...until, 7, 8, 0, 0]))).toMatchObject([
      { answer: 'steady' },
    ]);
  });

  test('a spike in what came before is no growth, and hides none', () => {
    const spiked = [2, 2, 2, 90, 2, 2, 2, 2, 2, 2, 2, ...STORY.slice(11)];
    const impact = grew(impactsOf(PODS, depth(spiked))[0]);
    expect(impact).toMatchObject({ startS: T0 + 100, baseline: { requests: 2, grownAbove: 3 } });
    expect(impact.waitedS).toBe(9000);
  });
});

describe('a queue that was up already', () => {
  const minutes = (count: number, requests: number): number[] =>
    Array.from({ length: count * 6 }, () => requests);
  const answers = (...values: number[][]): string[] => {
    const createdS = values.flat().length * STEP_S - 10;
    const series = depth([...values.flat(), ...minutes(3, 50), ...minutes(2, 0)]);
    const { queues } = timelineAt(8000, [series]);
    return queueImpacts({ coldStarts: [pod('a', createdS, createdS + 100)], queues }).map(
      ({ answer }) => answer,
    );
  };

  test('for most of what is looked back on has no usual depth that anybody knows', () => {
    expect(answers(minutes(3, 0), minutes(12, 50))).toEqual(['unknown']);
    expect(answers(minutes(30, 0), minutes(20, 50))).toEqual(['unknown']);
  });

  test('for half of it has grown', () => {
    expect(answers(minutes(8, 0), minutes(7, 50))).toEqual(['grew']);
  });

  test('for all that is known is steady, a glitch or not', () => {
    expect(answers(minutes(40, 50))).toEqual(['steady']);
    expect(answers(minutes(20, 50), [0], minutes(20, 50))).toEqual(['steady']);
  });
});

test('whatever the queue does, figures are bounded and in order', () => {
  const value = fc.oneof(fc.constantFrom(0, 1, 2), fc.nat(500));
  fc.assert(
    fc.property(fc.array(fc.option(value, { freq: 8 }), { minLength: 3, maxLength: 60 }), (values) => {
      for (const impact of impactsOf(PODS, depth(values))) {
        if (impact.answer !== 'grew') continue;
        expect(impact.waitedLowS).toBeGreaterThanOrEqual(0);
        expect(impact.waitedS).toBeGreaterThanOrEqual(impact.waitedLowS - 1e-6);
        expect(impact.waitedHighS).toBeGreaterThanOrEqual(impact.waitedS - 1e-6);
        expect(impact.endS).toBeGreaterThanOrEqual(impact.startS);
        expect(impact.unknownS).toBeLessThanOrEqual(impact.endS - impact.startS);
        expect(impact.peak.requests).toBeGreaterThan(impact.baseline.requests);
      }
    }),
    { numRuns: 300 },
  );
});
