import type { Source } from '../model.js';
import { SCRAPED_ENGINE } from './layouts.js';
import type { LoadDuration, Signal, TimedPart } from './signal.js';

/** Of a stopwatch that is read as a floating-point number of seconds or milliseconds. */
const RESOLUTION_S = 0.001;

function row(
  metric: string,
  source: Source,
  says: string,
  duration: Omit<LoadDuration, 'kind' | 'loadsWhereTold'> & { readonly loadsWhereTold?: false },
): Signal {
  return {
    metric,
    source,
    says,
    meaning: { kind: 'load_duration', loadsWhereTold: true, ...duration },
    labels: SCRAPED_ENGINE,
    resolutionS: RESOLUTION_S,
    fetch: 'last',
  };
}

/** Sum and count of a histogram; its buckets say less. */
function histogram(
  metric: string,
  source: Source,
  says: string,
  duration: Omit<LoadDuration, 'kind' | 'of' | 'loadsWhereTold'> & { readonly loadsWhereTold?: false },
): readonly Signal[] {
  return [
    row(`${metric}_sum`, source, says, { ...duration, of: 'histogram_sum' }),
    row(`${metric}_count`, source, `${says}: how many were timed`, { ...duration, of: 'histogram_count' }),
  ];
}

const whole = (what: string): TimedPart => ({ phase: null, extent: 'within', what });

/**
 * Since August 2026; of ranks the slowest. The parts overlap and hold one another (`scheduler_e2e` holds the load of the
 * weights), so their sum means nothing. The older `sglang:engine_startup_time` and `sglang:engine_load_weights_time` are
 * no rows: nothing ever set them, they read 0 always.
 * Source: python/sglang/srt/observability/startup_time.py.
 */
const SGLANG: readonly Signal[] = [
  row(
    'sglang:startup_time_seconds',
    'sglang',
    'how long a part of the start-up took (since August 2026, pull request 33375)',
    {
      unitS: 1,
      of: 'gauge',
      partLabel: 'phase',
      parts: {
        load_weight: { phase: 'weights_load', extent: 'same', what: 'loading the weights' },
        kv_cache_allocation: { phase: 'cache_alloc', extent: 'same', what: 'allocating the KV cache' },
        flashinfer_autotune: { phase: 'warmup', extent: 'within', what: 'tuning FlashInfer' },
        deepgemm_jit: { phase: 'compile', extent: 'within', what: 'compiling DeepGEMM' },
        scheduler_e2e: whole('starting the scheduler'),
        tokenizer_e2e: whole('starting the tokenizer manager'),
        e2e: whole('the start-up'),
      },
      server: { id: 'sglang' },
    },
  ),
  row(
    'sglang:startup_cuda_graph_time_seconds',
    'sglang',
    'how long the capture of a kind of CUDA graph took',
    {
      unitS: 1,
      of: 'gauge',
      partLabel: 'phase',
      parts: Object.fromEntries(
        ['prefill', 'decode', 'target_verify', 'draft_decode', 'draft_extend'].map((kind) => [
          kind,
          { phase: 'graph_capture', extent: 'within', what: `capturing graphs for ${kind}` },
        ]),
      ),
      server: { id: 'sglang' },
    },
  ),
];

/**
 * The phases cut the load into pieces; they are the loader's own, not ours. `mx_load_seconds` is the window of
 * `load_model()`, which is not the start-up. Source: ModelExpress, pull request 706.
 */
const MODELEXPRESS: readonly Signal[] = [
  ...histogram('mx_load_seconds', 'modelexpress', 'how long the load of the model took', {
    unitS: 1,
    partLabel: null,
    parts: { '': { phase: 'weights_load', extent: 'includes', what: 'loading the model' } },
    server: { label: 'engine' },
  }),
  ...histogram('mx_load_phase_seconds', 'modelexpress', 'how long a part of the load of the model took', {
    unitS: 1,
    partLabel: 'phase',
    parts: {
      artifact_install: whole('installing artifacts'),
      model_init: whole('making the model without its weights'),
      chain: whole('bringing the weights'),
      publish: whole('offering the weights to other pods'),
    },
    server: { label: 'engine' },
  }),
];

/**
 * A histogram of the controller, which says in labels which deployment and replica it timed and runs in the pod of Ray's
 * head as a rule: the pod on the series need not be the pod that loaded. Ray writes `ray_` before every name.
 * Source: ray serve/_private/deployment_state.py.
 */
const RAY_SERVE: readonly Signal[] = [
  ...histogram(
    'ray_serve_replica_startup_latency_ms',
    'ray-serve',
    'how long a replica took from creation to ready',
    {
      unitS: 0.001,
      partLabel: null,
      parts: { '': whole('starting the replica, its place on a node and its environment included') },
      server: { id: 'ray-serve' },
      loadsWhereTold: false,
    },
  ),
  ...histogram(
    'ray_serve_replica_initialization_latency_ms',
    'ray-serve',
    'how long the constructor of a replica took, which loads the model',
    {
      unitS: 0.001,
      partLabel: null,
      parts: { '': whole('the constructor of the replica') },
      server: { id: 'ray-serve' },
      loadsWhereTold: false,
    },
  ),
];

/**
 * How long servers say that parts of their start-up took. TGI, TensorRT-LLM, Dynamo, llama.cpp, Ollama and KServe have no
 * such metric: what happens inside them shows in spans, or by the SDK or the wrapper, or not at all.
 */
export const ENGINE_LOAD_SIGNALS: readonly Signal[] = [
  ...SGLANG,
  // Around the creation of the model, warm-up included; what a repository agent downloads is not. Source: Triton core
  // src/metrics.cc.
  row('nv_model_load_duration_secs', 'triton', 'how long the load of a model took', {
    unitS: 1,
    of: 'gauge',
    partLabel: null,
    parts: {
      '': { phase: 'weights_load', extent: 'includes', what: 'creating the model, warm-up included' },
    },
    server: { id: 'triton' },
  }),
  // From the thread of a worker on: the start of its Python process is in it. Only with metrics_mode=prometheus.
  {
    ...row('WorkerLoadTime', 'torchserve', 'how long a worker took to load its model', {
      unitS: 0.001,
      of: 'gauge',
      partLabel: null,
      parts: {
        '': { phase: 'weights_load', extent: 'includes', what: 'starting a worker and loading its model' },
      },
      server: { id: 'torchserve' },
    }),
    unit: 'ms',
  },
  // Proposed in vLLM's pull request 45087; no release has it yet.
  row(
    'vllm:engine_startup_time_seconds',
    'vllm',
    'how long the start of the engine took (proposed in pull request 45087; in no release yet)',
    {
      unitS: 1,
      of: 'gauge',
      partLabel: null,
      parts: { '': whole('the start of the engine') },
      server: { id: 'vllm' },
    },
  ),
  ...MODELEXPRESS,
  ...RAY_SERVE,
];
