import type { Profile } from '../profile/index.js';

/** `[00:46<00:00` of tqdm, after the steps. */
const STEPS = '{n}/{of} [{dur}<';

/**
 * TensorRT-LLM behind `trtllm-serve`, PyTorch and TensorRT backends. It warms up and captures its graphs twice: once
 * to find out how much memory is left for the KV cache, once for good.
 * Sources: tensorrt_llm/_torch/pyexecutor/model_engine.py, py_executor_creator.py, _util.py, autotuner.py.
 */
export const trtllm: Profile = {
  server: 'trtllm',
  title: 'TensorRT-LLM',
  versions: '0.10 to 1.2',
  stamps: ['iso', 'slashes'],
  detect: {
    commands: ['trtllm-serve', 'trtllm-llmapi-launch', 'tensorrt_llm.commands.serve'],
    lines: ['[TRT-LLM] [', '[TensorRT-LLM]', 'Starting trtllm-serve for model {model} on'],
  },
  python: true,
  models: 'one',
  loads: 'once',
  // Ends where the first of the others begins: imports, MPI processes, CUDA.
  opens: 'runtime_init',
  modelFrom: { flags: ['--model'], after: ['serve', 'trtllm-serve'] },
  rules: [
    {
      line: [
        '[TensorRT-LLM] TensorRT-LLM version: {version}',
        '[TensorRT-LLM] TensorRT LLM version: {version}',
        '[TensorRT-LLM] TensorRT-LLM Release: {version}',
      ],
    },
    { line: ['Starting trtllm-serve for model {model} on', 'for model {model} on port {#}'] },
    { line: '{w}.safetensors: {pct}%|{*}| {*} [{dur}<', bar: 'weights_fetch', source: 'remote' },

    { line: 'Use {gb} GB for model weights.', begin: 'weights_load' },
    {
      line: [
        `Loading safetensors weights in parallel: {#}%|{*}| ${STEPS}`,
        `Loading safetensors weights in parallel: {#}% ${STEPS}`,
        `Loading weights: {#}%|{*}| ${STEPS}`,
        `Loading weights: {#}% ${STEPS}`,
        `Loading weights concurrently: {#}%|{*}| ${STEPS}`,
        `Loading weights concurrently: {#}% ${STEPS}`,
      ],
      bar: 'weights_read',
    },
    {
      line: 'Model init total -- {s}s',
      took: 'weights_load',
      next: 'cache_alloc',
      note: 'with the construction of the model',
    },
    { line: 'Engine load time {s} sec', took: 'weights_load', next: 'cache_alloc', note: 'TensorRT engines' },
    { line: 'Loaded engine size: {mib} MiB', begin: 'weights_load' },

    {
      line: 'Memory used after loading model weights (inside torch) in memory usage profiling',
      begin: 'cache_alloc',
      apart: true,
    },
    {
      line: [
        '[MemUsageChange] Allocated {#} GiB for max tokens in paged KV cache',
        'Estimated max memory in KV cache',
      ],
      end: 'cache_alloc',
      note: 'first a small cache for the estimate, then the real one',
    },

    { line: '[Autotuner] Autotuning process starts', begin: 'warmup', apart: true },
    {
      line: '[Autotuner] Autotuning process ends',
      end: 'warmup',
      note: 'JIT of kernels and their choice; done twice',
    },
    { line: 'Creating CUDA graph instances for {#} batch sizes.', begin: 'graph_capture', apart: true },
    {
      line: [
        'Memory used after loading model weights (inside torch) in memory usage profiling',
        'Setting PyTorch memory fraction to',
      ],
      end: 'graph_capture',
      note: 'with the warm-up run of each size; done twice',
    },
    {
      line: 'Total time of building Unnamed Network {#}: {dur}',
      took: 'compile',
      note: 'TensorRT engines, where they are built at the start',
    },

    { line: 'Application startup complete.', ready: true },

    {
      line: [
        'Executor worker initialization error: {cause}',
        'Failed to initialize executor on rank {rank}: {cause}',
        'Executor creation failed due to',
        'OutOfMemoryError: CUDA out of memory.',
        'Segfault encountered',
        'Executor worker returned error',
      ],
      fails: true,
    },
  ],
  always: ['weights_load'],
  notObservable: {
    weights_transfer: 'read and copy to the GPU are one step',
    tokenizer_init: 'no line tells of the tokenizer',
  },
  health: {
    kind: 'http',
    path: '/health',
    port: 8000,
    poll: true,
    note: 'nobody answers until the model is loaded',
  },
};
