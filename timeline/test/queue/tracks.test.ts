import { describe, expect, test } from 'vitest';
import { samples, T0, timelineAt, type Labels, type Point } from '../fixtures/index.js';

const GATEWAY = { k8s_namespace_name: 'ml', k8s_pod_name: 'gateway', model_name: 'qwen' };

/** Cumulative counts per upper bound at each time. */
function waits(
  rows: readonly [afterS: number, counts: Readonly<Record<string, number>>][],
  labels: Labels = GATEWAY,
) {
  const bounds = new Set(rows.flatMap(([, counts]) => Object.keys(counts)));
  return [...bounds].map((le) =>
    samples(
      'coldstart_queue_wait_seconds_bucket',
      { ...labels, le },
      rows.filter(([, counts]) => le in counts).map(([atS, counts]): Point => [atS, counts[le] ?? 0]),
    ),
  );
}

function p95(series: ReturnType<typeof waits>): [number, number][] {
  const [track] = timelineAt(100, series).queues;
  return (track?.waitP95 ?? []).map(({ atS, seconds }) => [atS - T0, seconds]);
}

describe('queue depth', () => {
  test('is a track per namespace, model and reporter, by time', () => {
    const { queues } = timelineAt(100, [
      samples('coldstart_queue_depth', GATEWAY, [
        [20, 7],
        [10, 3],
      ]),
      samples('coldstart_queue_depth', { ...GATEWAY, model_name: 'llama' }, [[10, 1]]),
    ]);
    expect(
      queues.map(({ model, reporter, depth }) => [model, reporter, depth.map(({ requests }) => requests)]),
    ).toEqual([
      ['llama', 'gateway', [1]],
      ['qwen', 'gateway', [3, 7]],
    ]);
  });

  test('of a pair of scrapers counts once', () => {
    const { queues } = timelineAt(100, [
      samples('coldstart_queue_depth', { ...GATEWAY, replica: 'a' }, [[10, 3]]),
      samples('coldstart_queue_depth', { ...GATEWAY, replica: 'b' }, [[10, 3]]),
    ]);
    expect(queues).toHaveLength(1);
    expect(queues[0]?.depth).toEqual([{ atS: T0 + 10, requests: 3 }]);
  });
});

describe('p95 of the waits', () => {
  test('is that of the increase of each step, linear inside a bucket', () => {
    // 100 waits more: 90 up to 1 s, 10 up to 5 s. The 95th is half way through the second bucket.
    expect(
      p95(
        waits([
          [10, { '1': 5, '5': 5, '+Inf': 5 }],
          [20, { '1': 95, '5': 105, '+Inf': 105 }],
        ]),
      ),
    ).toEqual([[20, 3]]);
  });

  test('has no point in a step in which no wait ended', () => {
    expect(
      p95(
        waits([
          [10, { '1': 5, '+Inf': 5 }],
          [20, { '1': 5, '+Inf': 5 }],
          [30, { '1': 25, '+Inf': 25 }],
        ]),
      ),
    ).toEqual([[30, 0.95]]);
  });

  test('counts anew after a restart', () => {
    expect(
      p95(
        waits([
          [10, { '1': 50, '+Inf': 60 }],
          [20, { '1': 20, '+Inf': 20 }],
        ]),
      ),
    ).toEqual([[20, 0.95]]);
  });

  test('above the highest bound is that bound', () => {
    expect(
      p95(
        waits([
          [10, { '1': 0, '600': 0, '+Inf': 0 }],
          [20, { '1': 0, '600': 0, '+Inf': 9 }],
        ]),
      ),
    ).toEqual([[20, 600]]);
  });

  test('says which bucket it lies in', () => {
    const bucketOf = (counts: Record<string, number>) => {
      const [track] = timelineAt(
        100,
        waits([
          [10, { '4': 0, '6': 0, '+Inf': 0 }],
          [20, counts],
        ]),
      ).queues;
      return track?.waitP95.map(({ lowS, highS }) => [lowS, highS]);
    };
    expect(bucketOf({ '4': 0, '6': 9, '+Inf': 9 })).toEqual([[4, 6]]);
    expect(bucketOf({ '4': 9, '6': 9, '+Inf': 9 })).toEqual([[0, 4]]);
    expect(bucketOf({ '4': 0, '6': 0, '+Inf': 9 })).toEqual([[6, Infinity]]);
  });

  test('counts the first sample of a histogram that is younger than its reporter', () => {
    const born = waits([[20, { '1': 20, '+Inf': 20 }]]);
    expect(p95(born)).toEqual([]);
    const { queues } = timelineAt(100, [samples('coldstart_queue_depth', GATEWAY, [[10, 0]]), ...born]);
    expect(queues[0]?.waitP95).toEqual([{ atS: T0 + 20, seconds: 0.95, lowS: 0, highS: 1 }]);
  });

  test('says nothing without the bucket of all', () => {
    expect(
      p95(
        waits([
          [10, { '1': 0 }],
          [20, { '1': 9 }],
        ]),
      ),
    ).toEqual([]);
  });

  test('leaves out a bound that is no number, with a note', () => {
    const { notes } = timelineAt(100, waits([[10, { high: 3 }]]));
    expect(notes).toEqual([
      'Label le="high" on coldstart_queue_wait_seconds_bucket of pod gateway is no bound: ignored.',
    ]);
  });
});

describe('parts of one queue', () => {
  const engine = { namespace: 'ml', pod: 'a', model_name: 'qwen' };

  test('are summed', () => {
    const { queues } = timelineAt(100, [
      samples('vllm:num_requests_waiting', { ...engine, engine: '0' }, [
        [10, 3],
        [20, 4],
      ]),
      samples('vllm:num_requests_waiting', { ...engine, engine: '1' }, [[20, 5]]),
      samples('vllm:num_requests_waiting', { ...engine, engine: '1', prometheus_replica: 'b' }, [[20, 5]]),
    ]);
    expect(queues).toMatchObject([
      { kind: 'engine', source: 'vllm', reporter: 'a', depth: [{ requests: 3 }, { requests: 9 }] },
    ]);
  });

  test('have counters of their own: one that begins anew does not lower the others', () => {
    const sums = (part: string, values: Point[]) => [
      samples('vllm:request_queue_time_seconds_sum', { ...engine, engine: part }, values),
      samples('vllm:request_queue_time_seconds_bucket', { ...engine, engine: part, le: '+Inf' }, values),
    ];
    const { queues } = timelineAt(
      100,
      sums('0', [
        [10, 100],
        [20, 130],
      ]),
      sums('1', [
        [10, 50],
        [20, 7],
      ]),
    );
    expect(queues[0]?.waits).toEqual([{ atS: T0 + 20, requests: 37, waitedS: 37 }]);
  });
});

describe('a queue that is told under several names', () => {
  const pool = { namespace: 'ml', inference_pool: 'pool', target_model_name: 'qwen', instance: 'epp:9090' };

  test('counts once, by the newest name', () => {
    const { queues } = timelineAt(100, [
      samples('inference_extension_flow_control_queue_size', pool, [[10, 3]]),
      samples('llm_d_epp_flow_control_queue_size', { ...pool, priority: '0' }, [[10, 4]]),
      samples('llm_d_epp_flow_control_queue_size', { ...pool, priority: '1' }, [[10, 2]]),
    ]);
    expect(queues).toMatchObject([
      {
        kind: 'front_door',
        source: 'inference-gateway',
        model: 'qwen',
        workload: 'pool',
        reporter: 'epp:9090',
        depth: [{ atS: T0 + 10, requests: 6 }],
      },
    ]);
  });

  test('is read by the old name where there is no other', () => {
    const { queues } = timelineAt(100, [
      samples('inference_extension_flow_control_queue_size', pool, [[10, 3]]),
    ]);
    expect(queues).toMatchObject([{ depth: [{ requests: 3 }] }]);
  });
});

describe('counters of waits without a histogram', () => {
  test('give the waits of each step in seconds', () => {
    const model = { namespace: 'ml', pod: 'a', model: 'bert', version: '1' };
    const { queues } = timelineAt(100, [
      samples('nv_inference_queue_duration_us', model, [
        [10, 1_000_000],
        [20, 4_000_000],
      ]),
      samples('nv_inference_request_success', model, [
        [10, 10],
        [20, 12],
      ]),
    ]);
    expect(queues).toMatchObject([
      {
        source: 'triton',
        model: 'bert',
        depth: [],
        waitP95: [],
        waits: [{ atS: T0 + 20, requests: 2, waitedS: 3 }],
      },
    ]);
  });
});

/** One series of each exporter, and the track that it makes. */
test.each<[string, Labels, Record<string, unknown>]>([
  [
    'sglang:num_queue_reqs',
    { pod: 'a', model_name: 'm' },
    { kind: 'engine', source: 'sglang', model: 'm', reporter: 'a' },
  ],
  ['tgi_queue_size', { pod: 'a' }, { kind: 'engine', source: 'tgi', model: '', reporter: 'a' }],
  [
    'nv_inference_pending_request_count',
    { pod: 'a', model: 'm', version: '1' },
    { source: 'triton', model: 'm' },
  ],
  ['llamacpp:requests_deferred', { pod: 'a' }, { kind: 'engine', source: 'llama.cpp', reporter: 'a' }],
  [
    'ray_serve_deployment_queued_queries',
    { deployment: 'llm', application: 'app', instance: 'head:8080' },
    { kind: 'front_door', source: 'ray-serve', workload: 'llm', reporter: 'head:8080' },
  ],
  [
    'kn_revision_request_queued',
    { k8s_namespace_name: 'ml', kn_revision_name: 'llm-00001' },
    { kind: 'front_door', source: 'knative', namespace: 'ml', workload: 'llm-00001' },
  ],
  [
    // With the labels that service discovery adds: the activator runs in a namespace of its own.
    'kn_revision_request_queued',
    {
      namespace: 'knative-serving',
      pod: 'activator-x2',
      k8s_namespace_name: 'ml',
      kn_revision_name: 'llm-00002',
    },
    { kind: 'front_door', source: 'knative', namespace: 'ml', workload: 'llm-00002' },
  ],
  [
    'envoy_cluster_upstream_rq_pending_active',
    { envoy_cluster_name: 'outbound|80||llm.ml.svc.cluster.local', namespace: 'istio-ingress' },
    {
      kind: 'front_door',
      source: 'envoy',
      namespace: 'ml',
      workload: 'outbound|80||llm.ml.svc.cluster.local',
    },
  ],
  [
    'interceptor_pending_request_count',
    { host: 'llm.example', namespace: 'keda' },
    { kind: 'front_door', source: 'keda', namespace: '', workload: 'llm.example' },
  ],
  [
    'interceptor_pending_request_count',
    { host: 'llm.ml.svc:8080', namespace: 'keda' },
    { kind: 'front_door', source: 'keda', namespace: 'ml', workload: 'llm.ml.svc:8080' },
  ],
])('%s is read', (metric, labels, track) => {
  const { queues, notes } = timelineAt(100, [samples(metric, labels, [[10, 3]])]);
  expect(queues).toMatchObject([{ ...track, depth: [{ atS: T0 + 10, requests: 3 }] }]);
  expect(notes).toEqual([]);
});
