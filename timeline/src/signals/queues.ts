import type { QueueKind, Source } from '../model.js';
import { frontDoor, proxy, SCRAPED_ENGINE } from './layouts.js';
import type { LabelLayout, LabelNames, QueueWait, Signal } from './signal.js';

/** One queue as one exporter tells it. */
interface Queue {
  readonly source: Source;
  readonly where: QueueKind;
  readonly labels: LabelLayout;
  readonly parts?: LabelNames;
  /** Newest name first. */
  readonly depth?: readonly string[];
  /** Histograms of waits without their suffixes, newest name first. */
  readonly waits?: readonly string[];
  /** Counters of waits where there is no histogram: their sum, and how many there were. */
  readonly sum?: { readonly metric: string; readonly scale: number };
  readonly count?: string;
  /** What its depth is, in words. */
  readonly says: string;
}

const ENGINE = { where: 'engine', labels: SCRAPED_ENGINE } as const;
const MICROSECONDS = 1e-6;

/** Prefixes under which the endpoint picker tells the same at once, newest first. Source: llm-d-router docs/metrics.md. */
const EPP_PREFIXES = [
  'llm_d_epp',
  'llm_d_router_epp',
  'llm_d_inference_scheduler',
  'inference_extension',
] as const;

const QUEUES: readonly Queue[] = [
  {
    ...ENGINE,
    source: 'vllm',
    // Engines of one server, with data parallelism.
    parts: ['engine'],
    depth: ['vllm:num_requests_waiting'],
    waits: ['vllm:request_queue_time_seconds'],
    says: 'how many requests wait in the engine to be scheduled',
  },
  {
    ...ENGINE,
    source: 'sglang',
    parts: ['dp_rank'],
    depth: ['sglang:num_queue_reqs'],
    waits: ['sglang:queue_time_seconds'],
    says: 'how many requests wait in the engine',
  },
  {
    ...ENGINE,
    source: 'tgi',
    depth: ['tgi_queue_size'],
    waits: ['tgi_request_queue_duration'],
    says: 'how many requests wait in the router of the server',
  },
  {
    ...ENGINE,
    source: 'triton',
    parts: ['version', 'gpu_uuid'],
    depth: ['nv_inference_pending_request_count'],
    sum: { metric: 'nv_inference_queue_duration_us', scale: MICROSECONDS },
    count: 'nv_inference_request_success',
    says: 'how many requests wait for a backend',
  },
  {
    ...ENGINE,
    source: 'torchserve',
    parts: ['model_version'],
    sum: { metric: 'ts_queue_latency_microseconds', scale: MICROSECONDS },
    count: 'ts_inference_requests_total',
    says: 'how many requests wait for a worker',
  },
  {
    ...ENGINE,
    source: 'llama.cpp',
    depth: ['llamacpp:requests_deferred'],
    says: 'how many requests wait for a slot',
  },
  {
    source: 'ray-serve',
    where: 'front_door',
    labels: frontDoor(['deployment']),
    parts: ['handle', 'actor_id'],
    depth: ['ray_serve_deployment_queued_queries'],
    says: 'how many requests wait to be given to a replica',
  },
  {
    source: 'inference-gateway',
    where: 'front_door',
    labels: frontDoor(['inference_pool'], ['target_model_name', 'model_name']),
    parts: ['fairness_id', 'priority', 'outcome', 'model_name'],
    depth: EPP_PREFIXES.map((prefix) => `${prefix}_flow_control_queue_size`),
    waits: EPP_PREFIXES.map((prefix) => `${prefix}_flow_control_request_queue_duration_seconds`),
    says: 'how many requests the gateway holds back',
  },
  {
    source: 'knative',
    where: 'front_door',
    labels: frontDoor(['kn_revision_name']),
    depth: ['kn_revision_request_queued'],
    says: 'how many requests wait in the activator',
  },
  {
    source: 'envoy',
    where: 'front_door',
    labels: proxy('envoy_cluster_name', 'cluster_name'),
    depth: ['envoy_cluster_upstream_rq_pending_active'],
    says: 'how many requests wait for a connection',
  },
  {
    source: 'keda',
    where: 'front_door',
    labels: proxy('host'),
    depth: ['interceptor_pending_request_count'],
    says: 'how many requests the interceptor of the HTTP add-on holds',
  },
];

/** Queues of engines, and those in front of them. */
export const QUEUE_SIGNALS: readonly Signal[] = QUEUES.flatMap(rowsOf);

function rowsOf(queue: Queue): Signal[] {
  const { source, where, labels, parts, says } = queue;
  const of = { where, ...(parts && { parts }) };
  const common = { source, labels, speaksOf: 'model', resolutionS: null, fetch: 'queue' } as const;
  const wait = (metric: string, kind: QueueWait['kind'], told: string, rank = 0, scale = 1): Signal => ({
    ...common,
    metric,
    says: told,
    ...(kind === 'queue_wait_sum' && scale === 1 && { unit: 's' }),
    meaning: { kind, ...of, rank, scale },
  });
  return [
    ...(queue.depth ?? []).map((metric, rank): Signal => ({
      ...common,
      metric,
      says,
      meaning: { kind: 'queue_depth', ...of, rank },
    })),
    ...(queue.waits ?? []).flatMap((name, rank) => [
      wait(`${name}_bucket`, 'queue_wait_bucket', 'how many requests had waited up to a bound', rank),
      wait(`${name}_sum`, 'queue_wait_sum', 'how long all requests together had waited', rank),
    ]),
    ...(queue.sum
      ? [
          wait(
            queue.sum.metric,
            'queue_wait_sum',
            'how long all requests together had waited',
            0,
            queue.sum.scale,
          ),
        ]
      : []),
    ...(queue.count ? [wait(queue.count, 'queue_wait_count', 'how many requests had been served')] : []),
  ];
}
