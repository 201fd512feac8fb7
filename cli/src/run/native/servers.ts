import type { JsonRow } from './json.js';
import type { MetricRow } from './prometheus.js';

/** Where a server tells how long its start-up took. */
export interface NativeSource {
  readonly path: string;
  readonly port: 'api' | 'metrics';
  readonly metrics?: readonly MetricRow[];
  readonly json?: readonly JsonRow[];
  /** What has to be so for it to be there, for people. */
  readonly needs: string;
}

const gauge = { unitS: 1, type: 'gauge', extent: 'same' } as const;

/**
 * SGLang since August 2026. Before that it exposed `sglang:engine_startup_time` and `sglang:engine_load_weights_time`,
 * which were never set. Its phases overlap, and those of a whole process (`scheduler_e2e`) are none of ours.
 */
const SGLANG: readonly MetricRow[] = [
  {
    ...gauge,
    metric: 'sglang:startup_time_seconds',
    where: ['phase', 'load_weight'],
    phase: 'weights_load',
  },
  {
    ...gauge,
    metric: 'sglang:startup_time_seconds',
    where: ['phase', 'kv_cache_allocation'],
    phase: 'cache_alloc',
  },
  { ...gauge, metric: 'sglang:startup_cuda_graph_time_seconds', parts: 'phase', phase: 'graph_capture' },
];

/** From the constructor of the replica to its first health check; the model is loaded inside. */
const RAY_SERVE: readonly MetricRow[] = [
  'serve_replica_initialization_latency_ms',
  'serve_replica_startup_latency_ms',
]
  .flatMap((metric) => [`ray_${metric}`, metric])
  .map((metric) => ({ metric, unitS: 0.001, type: 'histogram', extent: 'within', phase: null }));

/** By the id of the server; the others tell nothing. */
export const NATIVE_SOURCES: Readonly<Record<string, NativeSource>> = {
  sglang: {
    path: '/metrics',
    port: 'api',
    metrics: SGLANG,
    needs: '--enable-metrics, a version of August 2026 or later',
  },
  // Hands on the page of the engine inside.
  nim: {
    path: '/v1/metrics',
    port: 'api',
    metrics: SGLANG,
    needs: 'SGLang inside, a version of August 2026 or later',
  },
  triton: {
    path: '/metrics',
    port: 'metrics',
    // Around the creation of the model, warm-up included; what a repository agent downloads is not.
    metrics: [{ ...gauge, metric: 'nv_model_load_duration_secs', model: 'model', phase: 'weights_load' }],
    needs: '24.11 or later',
  },
  torchserve: {
    path: '/metrics',
    port: 'metrics',
    // From the thread of the worker on: the start of its Python process is in it.
    metrics: [
      { metric: 'WorkerLoadTime', unitS: 0.001, type: 'gauge', extent: 'includes', phase: 'weights_load' },
    ],
    needs: 'metrics_mode=prometheus',
  },
  'ray-serve': {
    path: '/metrics',
    port: 'metrics',
    metrics: RAY_SERVE,
    needs: 'the metrics agent of the node',
  },
  trtllm: {
    path: '/server_info',
    port: 'api',
    json: [
      {
        path: ['startup_metrics', 'model_loader', 'total_model_loading_seconds'],
        extent: 'same',
        phase: 'weights_load',
      },
    ],
    needs: 'a version of August 2026 or later',
  },
};
