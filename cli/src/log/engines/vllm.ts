import type { Profile } from '../profile/index.js';

/** `[00:24<00:49` of tqdm, after the steps. */
const STEPS = '{n}/{of} [{dur}<';

/**
 * vLLM, V0 and V1. Its lines change with nearly every release: the forms of a line stand in the order of the versions.
 * Sources: vllm/v1/engine/core.py, v1/worker/gpu_model_runner.py, v1/worker/gpu_worker.py, model_executor/model_loader,
 * compilation/monitor.py, compilation/backends.py, executor/executor_base.py (V0), entrypoints/openai.
 */
export const vllm: Profile = {
  server: 'vllm',
  title: 'vLLM',
  versions: '0.4 to 0.26',
  stamps: ['iso', 'month_day'],
  detect: {
    commands: [
      'vllm serve',
      'vllm.entrypoints.openai.api_server',
      'vllm.entrypoints.api_server',
      'vllm.entrypoints.grpc_server',
      'vllm.entrypoints.cli.main serve',
    ],
    lines: [
      'vLLM API server version',
      'Initializing an LLM engine (v{version}) with config',
      'Initializing a V0 LLM engine (v{version})',
      'Initializing a V1 LLM engine (v{version})',
      'init engine (profile, create kv cache, warmup model) took',
      "for vLLM's torch.compile",
      'gpu_model_runner.py:{#}] Starting to load model',
      'model_runner.py:{#}] Starting to load model',
      'model_runner.py:{#}] Loading model weights took',
      'Starting to load model {model}...',
      'Automatically detected platform {w}.',
      '(EngineCore',
      'Starting vLLM',
      '█ version {version}',
    ],
  },
  python: true,
  models: 'one',
  loads: 'once',
  // Ends where the first of the others begins: imports, processes, CUDA, NCCL.
  opens: 'runtime_init',
  modelFrom: { flags: ['--served-model-name', '--model', '--model-tag'], after: ['serve'] },
  rules: [
    {
      line: [
        'LLM engine (v{version}) with config: model={model},',
        'vLLM API server version {version}',
        '█ version {version}',
      ],
    },
    { line: ['█ model {model}', "non-default args: {*}'model': '{model}'"] },

    // Weights. Before 0.5.2 no line begins the load: what it prints first does.
    {
      line: [
        'Using FlashAttention backend.',
        'Using FlashAttention-2 backend.',
        'Using XFormers backend.',
        'Using model weights format',
      ],
      next: 'weights_load',
    },
    { line: 'Starting to load model {model}...', begin: 'weights_load' },
    { line: 'Loading model from scratch...', next: 'weights_load' },
    {
      line: 'Time spent downloading weights for {w}: {s} seconds',
      took: 'weights_fetch',
      source: 'remote',
      note: 'printed from half a second on; with a warm cache it can be the question to the hub alone',
    },
    {
      line: [
        '{bar}.safetensors: {pct}%|{*}| {*} [{dur}<',
        '{bar}.safetensors]: {pct}%|{*}| {*} [{dur}<',
        '{bar}.bin: {pct}%|{*}| {*} [{dur}<',
        '{bar}.pt: {pct}%|{*}| {*} [{dur}<',
        '{bar}.gguf: {pct}%|{*}| {*} [{dur}<',
      ],
      bar: 'weights_fetch',
      source: 'remote',
    },
    {
      line: ['Loading weights took', 'Model loading took', 'Loading model weights took'],
      closes: 'weights_fetch',
    },
    {
      line: [
        `Loading safetensors checkpoint shards: {#}% Completed | ${STEPS}`,
        `Loading pt checkpoint shards: {#}% Completed | ${STEPS}`,
        `Loading npcache checkpoint shards: {#}% Completed | ${STEPS}`,
        `Multi-thread loading shards: {#}% Completed | ${STEPS}`,
        `Multi-thread loading pt checkpoint shards: {#}% Completed | ${STEPS}`,
        `Loading safetensors using Fastsafetensor loader: {#}% Completed | ${STEPS}`,
        `Loading safetensors using Runai Model Streamer: {#}% Completed | ${STEPS}`,
      ],
      bar: 'weights_read',
    },
    {
      line: 'Loading weights took {s} seconds',
      took: 'weights_read',
      note: 'read and copy to the GPU in one, without the download; with a drafter it is printed twice',
    },
    {
      line: ['[RunAI Streamer] Overall time to stream {*}: {s}s,', 'Deserialized {*} in {s}s,'],
      took: 'weights_read',
    },
    {
      line: 'Prefetching checkpoint files into page cache finished in {s}s',
      took: 'weights_read',
      step: 'prefetch',
      note: 'from disk into the page cache, beside the load',
    },
    {
      line: [
        'Model loading took {gb} GB and {s} seconds',
        'Model loading took {gib} GiB and {s} seconds',
        'Model loading took {gib} GiB memory and {s} seconds',
      ],
      took: 'weights_load',
      next: 'cache_alloc',
      note: 'with the download, the read, a drafter and what is done to quantized weights',
    },
    { line: 'Loading model weights took {gb} GB', end: 'weights_load', next: 'cache_alloc' },

    // Compilation. It happens inside the first, profiling run.
    {
      line: 'Dynamo bytecode transform time: {s} s',
      took: 'compile',
      printed: 'part',
    },
    {
      line: [
        'Compiling a graph for {*} takes {s} s',
        'Directly load the compiled graph(s) for {*} from the cache, took {s} s',
      ],
      took: 'compile',
      printed: 'part',
      next: 'cache_alloc',
    },
    {
      line: 'torch.compile takes {s} s in total',
      took: 'compile',
      printed: 'sum',
      note: 'up to 0.17: what the pieces took, printed after the first run, and at times much less than what passed',
    },
    { line: 'torch.compile took {s} s in total', took: 'compile', next: 'cache_alloc' },
    {
      line: [
        'torch.compile and initial profiling run took {s} s in total',
        'torch.compile and initial profiling/warmup run together took {s} s in total',
      ],
      took: 'compile',
      next: 'cache_alloc',
      note: 'with the first run',
    },
    {
      line: 'Compilation finished in {s} [secs].',
      took: 'compile',
      printed: 'part',
      next: 'cache_alloc',
      note: 'TPU',
    },
    { line: 'TileLang begins to compile kernel', begin: 'compile', step: 'TileLang kernels' },
    { line: 'TileLang completes to compile kernel', end: 'compile', step: 'TileLang kernels' },

    // Memory profiling and the KV cache.
    {
      line: 'Memory profiling takes {s} seconds',
      took: 'cache_alloc',
      printed: 'part',
      note: 'the profiling alone; V0, and V1 at level DEBUG',
    },
    {
      line: [
        'GPU KV cache size: {#} tokens',
        '# GPU blocks: {#}, # CPU blocks:',
        '# {w} blocks: {#}, # CPU blocks:',
      ],
      end: 'cache_alloc',
    },

    // Graphs.
    {
      line: ['Capturing the model for CUDA graphs.', 'Capturing cudagraphs for decoding.'],
      begin: 'graph_capture',
    },
    {
      line: [
        `Capturing CUDA graph shapes: {#}%|{*}| ${STEPS}`,
        `Capturing CUDA graphs: {#}%|{*}| ${STEPS}`,
        `Capturing CUDA graphs ({*}): {#}%|{*}| ${STEPS}`,
      ],
      bar: 'graph_capture',
    },
    {
      line: 'Graph capturing finished in {s} secs',
      took: 'graph_capture',
      note: 'whole seconds',
    },

    // Warm-up: runs before the server is ready. They lie apart, so each is a step.
    {
      line: 'Initial profiling/warmup run took {s} s',
      took: 'warmup',
      step: 'first run',
      next: 'cache_alloc',
    },
    {
      line: '[Autotuner]: Autotuning process starts',
      begin: 'warmup',
      step: 'FlashInfer autotuning',
    },
    { line: '[Autotuner]: Autotuning process ends', end: 'warmup', step: 'FlashInfer autotuning' },
    {
      line: [
        `DeepGEMM warmup: {#}%|{*}| ${STEPS}`,
        `DeepGEMM warmup ({*}): {#}%|{*}| ${STEPS}`,
        `DeepGemm({*}) warmup ({*}): {#}%|{*}| ${STEPS}`,
      ],
      bar: 'warmup',
      step: 'DeepGEMM',
    },
    { line: 'warmup finished in {s} seconds', took: 'warmup', step: 'kernels' },
    { line: 'JIT kernel warmup starting', begin: 'warmup', step: 'JIT kernels' },
    {
      line: ['JIT kernel warmup finished in {s}s', 'JIT kernel warmup failed after {s}s'],
      took: 'warmup',
      step: 'JIT kernels',
    },
    { line: 'Warming up {*} kernels', begin: 'warmup', step: 'kernels' },
    {
      line: [
        '[Autotuner]: Autotuning process starts',
        'Skipping CuTeDSL warmup',
        'Torch profiler disabled for CUDA graph capture',
        'Capturing CUDA graph',
        'Graph capturing finished in',
        'init engine ',
      ],
      closes: 'warmup',
      step: 'kernels',
      note: 'no line says when it ends: it is over when the next step begins',
    },
    { line: 'Warmup finished in {s} secs', took: 'warmup', step: 'HPU' },
    { line: 'Warming up model for the compilation...', begin: 'warmup', step: 'CPU' },
    { line: 'Warming up done.', end: 'warmup', step: 'CPU' },
    { line: 'Warming up chat template processing...', begin: 'warmup', step: 'chat template' },
    {
      line: ['Chat template warmup completed in {ms}ms', 'Chat template warmup completed in {s}s'],
      took: 'warmup',
      step: 'chat template',
    },
    { line: 'Chat template warmup failed', end: 'warmup', step: 'chat template' },
    { line: 'ulti-modal warmup completed in {s}s', took: 'warmup', step: 'multi-modal' },

    {
      line: [
        'Application startup complete.',
        // Ray Serve, which runs the engine without vLLM's own server.
        "Application '{w}' is ready at",
        "Deployed app '{w}' successfully",
        // No server that still loads does these.
        'Avg prompt throughput:',
        '] Error in preprocessing prompt inputs',
        ' - "{w} {*} HTTP/1.1" 200',
      ],
      ready: true,
    },

    {
      line: [
        'EngineCore failed to start.',
        'Engine core initialization failed.',
        'Engine process failed to start.',
        'WorkerProc failed to start.',
        'WorkerProc initialization failed',
        'WorkerProc hit an exception',
        'EngineCore encountered a fatal error.',
        '{w} died unexpectedly',
        'Process SpawnProcess-{#}:',
        'Process EngineCore:',
        'Process EngineCore_{w}:',
        'OutOfMemoryError: CUDA out of memory.',
        'No available memory for the cache blocks.',
        'is not a local folder and is not a valid model identifier',
        'validation error for {w}',
        'api_server.py: error: {*}',
        'vllm: error: {*}',
        "Deploying app '{w}' failed",
        'Deploying application {w} failed',
      ],
      fails: true,
    },
    { line: '{w}Error: {*}', fails: 'why' },
  ],
  always: ['weights_load'],
  notObservable: {
    tokenizer_init: 'no line tells of the tokenizer',
    weights_transfer: 'read and copy to the GPU are one step',
  },
  health: {
    kind: 'http',
    path: '/health',
    port: 8000,
    poll: true,
    note: 'the port is bound before the engine is loaded and answers nobody until it is',
  },
};
