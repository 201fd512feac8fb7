import { describe, expect, test } from 'vitest';
import type { ReportedDuration } from '../../src/index.js';
import {
  cluster,
  engine,
  NOT_READY_CLUSTER,
  onlyColdStart,
  own,
  READY_CLUSTER,
  READY_OWN,
  timelineAt,
} from '../fixtures/index.js';

const row = ({ phase, what, seconds, seenS, contradicted }: ReportedDuration): unknown[] => [
  phase,
  what,
  seconds,
  seenS,
  contradicted,
];

/** weights_load takes 30 s in READY_OWN, the start-up 51.5 s: from the process at 9.5 to ready at 61. */
const STORY = [cluster(READY_CLUSTER), own(READY_OWN)] as const;

describe('what a server tells of its start-up', () => {
  test('SGLang: each part beside the phase that it times, never summed', () => {
    const timeline = timelineAt(100, ...STORY, [
      engine('sglang:startup_time_seconds', 29.5, { phase: 'load_weight', model_name: 'qwen' }),
      engine('sglang:startup_time_seconds', 2, { phase: 'kv_cache_allocation', model_name: 'qwen' }),
      engine('sglang:startup_time_seconds', 44, { phase: 'scheduler_e2e', model_name: 'qwen' }),
      engine('sglang:startup_time_seconds', 6, { phase: 'sampler_build', model_name: 'qwen' }),
      engine('sglang:startup_cuda_graph_time_seconds', 3, { phase: 'decode', model_name: 'qwen' }),
    ]);
    const one = onlyColdStart(timeline);
    expect(one.server).toBe('sglang');
    expect(one.reported.map(row)).toEqual([
      ['graph_capture', 'capturing graphs for decode', 3, null, false],
      ['cache_alloc', 'allocating the KV cache', 2, null, false],
      ['weights_load', 'loading the weights', 29.5, 30, false],
      [null, 'sampler_build', 6, 51.5, false],
      [null, 'starting the scheduler', 44, 51.5, false],
    ]);
    expect(one.reported[2]).toMatchObject({
      source: 'sglang',
      metric: 'sglang:startup_time_seconds',
      model: 'qwen',
      extent: 'same',
      resolutionS: 0.001,
    });
    // No phase is made of a figure without a date.
    expect(one.phases.filter(({ source }) => source === 'sglang')).toEqual([]);
    expect(timeline.notes.filter((note) => note.includes('sglang'))).toEqual([]);
  });

  test('that does not fit what was seen is shown as a contradiction, and stays beside it', () => {
    const timeline = timelineAt(100, ...STORY, [
      engine('sglang:startup_time_seconds', 20, { phase: 'load_weight' }),
      engine('sglang:startup_time_seconds', 70, { phase: 'e2e' }),
    ]);
    const one = onlyColdStart(timeline);
    expect(one.reported.map(row)).toEqual([
      ['weights_load', 'loading the weights', 20, 30, true],
      [null, 'the start-up', 70, 51.5, true],
    ]);
    expect(one.phases.find(({ phase }) => phase === 'weights_load')?.durationS).toBe(30);
    expect(timeline.notes).toContain(
      'By sglang:startup_time_seconds, loading the weights took a time that does not fit Weights load as seen: pod a (20 s, 30 s seen).',
    );
  });

  test('within the resolutions and a second for the stopwatch it fits', () => {
    // 30 s seen to 2 ms, told to 1 ms, and 1 s: from 28.997 to 31.003.
    const contradicted = (seconds: number): boolean | undefined =>
      onlyColdStart(
        timelineAt(100, ...STORY, [engine('sglang:startup_time_seconds', seconds, { phase: 'load_weight' })]),
      ).reported[0]?.contradicted;
    expect([28.99, 29, 31, 31.01].map(contradicted)).toEqual([true, false, false, true]);
  });

  test('0 is a value that was never set, and the metrics that are always 0 are no signals', () => {
    const timeline = timelineAt(100, ...STORY, [
      engine('nv_model_load_duration_secs', 0, { model: 'qwen', version: '1' }),
      engine('sglang:engine_startup_time', 0),
    ]);
    expect(onlyColdStart(timeline)).toMatchObject({ reported: [], server: '' });
    expect(timeline.notes).toContain('Series of no known metric: sglang:engine_startup_time; ignored.');
  });

  test('Triton: the model of the label, and kube-state-metrics alone gives the dates', () => {
    const timeline = timelineAt(100, cluster(READY_CLUSTER), [
      engine('nv_model_load_duration_secs', 31.5, { model: 'resnet', version: '1' }),
    ]);
    expect(onlyColdStart(timeline)).toMatchObject({
      server: 'triton',
      model: 'resnet',
      reported: [
        { phase: 'weights_load', seconds: 31.5, extent: 'includes', seenS: null, contradicted: false },
      ],
    });
  });

  test('TorchServe: milliseconds, the slowest of its workers', () => {
    const one = onlyColdStart(
      timelineAt(100, cluster(READY_CLUSTER), [
        engine('WorkerLoadTime', 14_250, { WorkerName: 'W-9000-bert_1.0', Level: 'Host' }),
        engine('WorkerLoadTime', 17_750, { WorkerName: 'W-9001-bert_1.0', Level: 'Host' }),
      ]),
    );
    expect(one.server).toBe('torchserve');
    expect(one.reported.map(({ seconds }) => seconds)).toEqual([17.75]);
  });

  test('vLLM, as proposed: within the time from the process to ready', () => {
    const one = onlyColdStart(timelineAt(100, ...STORY, [engine('vllm:engine_startup_time_seconds', 42)]));
    expect(one.reported.map(row)).toEqual([[null, 'the start of the engine', 42, 51.5, false]]);
  });

  test('ModelExpress: of a histogram the mean, and the engine of the label', () => {
    const labels = { engine: 'vllm', model: 'qwen', scheme: 'file' };
    const one = onlyColdStart(
      timelineAt(100, ...STORY, [
        engine('mx_load_seconds_sum', 33, { ...labels, outcome: 'success' }),
        engine('mx_load_seconds_count', 1, { ...labels, outcome: 'success' }),
        engine('mx_load_phase_seconds_sum', 8, { ...labels, phase: 'model_init' }),
        engine('mx_load_phase_seconds_count', 2, { ...labels, phase: 'model_init' }),
      ]),
    );
    expect(one.server).toBe('vllm');
    expect(one.reported.map(row)).toEqual([
      [null, 'making the model without its weights, mean of 2', 4, 51.5, false],
      ['weights_load', 'loading the model', 33, 30, false],
    ]);
  });

  test('Ray Serve: the controller tells of replicas, and not in which pods they are', () => {
    const ray = (replica: string, ms: number, pod: string): ReturnType<typeof engine>[] => [
      engine('ray_serve_replica_startup_latency_ms_sum', ms, { replica, deployment: 'llm', pod }),
      engine('ray_serve_replica_startup_latency_ms_count', 1, { replica, deployment: 'llm', pod }),
    ];
    const head = timelineAt(
      100,
      cluster(READY_CLUSTER),
      cluster({ ...READY_CLUSTER, pod: 'head', gpus: 0 }),
      [...ray('r1', 40_000, 'head'), ...ray('r2', 45_000, 'head')],
    );
    expect(onlyColdStart(head)).toMatchObject({ pod: 'a', reported: [] });
    expect(head.notes).toContain(
      'ray_serve_replica_startup_latency_ms of pod head tells how long replicas took to start, but not in which pods they are: not shown.',
    );
    const single = onlyColdStart(timelineAt(100, cluster(READY_CLUSTER), ray('r1', 40_000, 'a')));
    expect(single.reported.map(row)).toEqual([
      [null, 'starting the replica, its place on a node and its environment included', 40, null, false],
    ]);
  });

  test('reaches the pod by the labels that Prometheus renamed, and by those of annotations', () => {
    const labels = { namespace: '', pod: '', container: '', phase: 'load_weight' };
    for (const identity of [
      { pod: 'prometheus-0', namespace: 'monitoring', exported_pod: 'a', exported_namespace: 'ml' },
      { kubernetes_pod_name: 'a', kubernetes_namespace: 'ml' },
      { k8s_pod_name: 'a', k8s_namespace_name: 'ml' },
    ]) {
      const series = engine('sglang:startup_time_seconds', 30, { ...labels, ...identity });
      expect(onlyColdStart(timelineAt(100, ...STORY, [series])).reported).toHaveLength(1);
    }
    const nameless = timelineAt(100, ...STORY, [engine('sglang:startup_time_seconds', 30, labels)]);
    expect(nameless.notes).toContainEqual(
      expect.stringContaining('Series of sglang:startup_time_seconds name no pod'),
    );
  });

  test('makes no cold start without a date, and says so', () => {
    const timeline = timelineAt(100, [engine('sglang:startup_time_seconds', 30, { phase: 'load_weight' })]);
    expect(timeline.coldStarts).toEqual([]);
    expect(timeline.notes).toEqual([
      'The server of pod a tells how long it took to start, but nothing tells when: no cold start is shown. kube-state-metrics or the SDK gives dates.',
    ]);
  });

  test('shows the cold start of a pod that asks for no GPU', () => {
    const one = onlyColdStart(
      timelineAt(100, cluster({ ...READY_CLUSTER, gpus: 0 }), [engine('WorkerLoadTime', 20_000)]),
    );
    expect(one).toMatchObject({ pod: 'a', container: 'server', durationS: 61, server: 'torchserve' });
  });

  test('is of the latest load: an attempt before it has none, nor has one that is not ready yet', () => {
    const figure = engine('sglang:startup_time_seconds', 20, { phase: 'load_weight' });
    const first = own({
      nowS: 100,
      attempt: 1,
      marks: { process_started: 9.5, model_ready: 30, failed: 40 },
    });
    const loading = { nowS: 100, attempt: 2, marks: { process_started: 50 }, inProgress: 50 };
    const counts = (...series: Parameters<typeof timelineAt>[1][]): number[] =>
      timelineAt(100, ...series, [figure]).coldStarts.map(({ reported }) => reported.length);
    expect(counts(first, own(loading))).toEqual([0, 0]);
    expect(
      counts(first, own({ ...loading, inProgress: null, marks: { process_started: 50, model_ready: 80 } })),
    ).toEqual([0, 1]);
  });

  test('may be of either life of a container that began anew and is not ready: none has it', () => {
    const timeline = timelineAt(100, cluster(READY_CLUSTER), cluster({ ...NOT_READY_CLUSTER, started: 70 }), [
      engine('sglang:startup_time_seconds', 20, { phase: 'load_weight' }),
    ]);
    expect(timeline.coldStarts.map(({ attempt, reported }) => [attempt, reported])).toEqual([
      [1, []],
      [2, []],
    ]);
  });

  test('of several models in one container goes to the one that it names', () => {
    const other = own({ nowS: 100, model: 'llama', marks: { process_started: 9.5, model_ready: 40 } });
    const timeline = timelineAt(100, ...STORY, other, [
      engine('nv_model_load_duration_secs', 31, { model: 'qwen' }),
      engine('nv_model_load_duration_secs', 12, { model: 'llama' }),
    ]);
    expect(
      timeline.coldStarts.map(({ model, reported }) => [model, reported.map(({ seconds }) => seconds)]),
    ).toEqual([
      ['llama', [12]],
      ['qwen', [31]],
    ]);
  });
});
