import type { Phase } from '@coldstart/conventions';

/** `rest`: what is left of a phase beside those inside it. `no_line`: time that no phase covers. */
export type CostKind = Phase | `${Phase}.rest` | 'no_line';

/**
 * What one could do about a cost, or what it is made of: one line each, and only what is known of that server. `any`
 * holds for every server that has no line of its own.
 */
const ADVICE: Partial<Readonly<Record<CostKind, Readonly<Record<string, string>>>>> = {
  runtime_init: {
    any: 'Imports and process starts write no line; under `coldstart run` the Python hook dates the imports.',
    vllm: 'Python imports alone take 10 to 20 s and write no line; under `coldstart run` the Python hook dates them.',
  },
  weights_fetch: {
    any: 'What lies on a volume is not fetched again: keep the cache of the hub, or bring the weights with the node.',
    kserve:
      'A modelcar image or LocalModelCache brings the weights before the pod: 15 to 20 min became 1 min.',
    nim: 'A workspace that is kept on a volume is not prepared again.',
  },
  weights_load: {
    any: 'Loaders that read with many streams are faster from disk and bucket: Run:ai streamer, tensorizer.',
    sglang:
      '--startup-weight-load-mode (from 2026-07) lets the load overlap graph capture; Run:ai streamer reads faster.',
    ollama: 'It happens inside the first request: send one before users do.',
    'llama.cpp':
      'With mmap only pages are mapped here: the disk is read on, in warm-up and with the first tokens.',
    torchserve: 'It is the initialize() of the handler, once for each worker.',
    triton: 'Backend, instances and warm-up are in it; each instance of a model loads for itself.',
  },
  'weights_load.rest': {
    any: 'Inside the load, and no line tells more: copies to the GPU, and work on quantized weights.',
    vllm: 'Inside what vLLM prints as loading: work on quantized weights, and what it does before it reads.',
  },
  weights_read: {
    any: 'Faster disk, or a loader with many streams: 15 GB from a 1000 MiB/s disk took 48 s, by Run:ai streamer 14 s.',
    tgi: 'Conversion to safetensors: a repository that has them saves it.',
  },
  compile: {
    any: 'What is compiled once can be kept: put the compile cache on a volume.',
    vllm: 'Keep the torch.compile cache directory (a line names it) on a volume: for a 70B model 61 s became 16 s.',
    sglang:
      'Kernels made for this GPU: DeepGEMM took 65 s on an H100, the autotuner of FlashInfer 42 s on a B200.',
  },
  cache_alloc: {
    vllm: 'Memory profiling; from 0.19 it captures graphs once to estimate them, which took 13 to 32 s.',
  },
  graph_capture: {
    any: 'It grows with the number of batch sizes: a 7B model took 0.3 s for 3 and 1.8 s for 60.',
    trtllm: 'TensorRT-LLM captures twice, the first time to estimate the KV cache.',
  },
  warmup: {
    'llama.cpp': '--no-warmup leaves it out; the first request then reads the pages of the file.',
    trtllm: 'It runs twice, the first time to estimate the KV cache.',
    tgi: 'It ends with the largest batch that fits; no line prints its duration, so it is the time between two lines.',
  },
  tokenizer_init: {
    tgi: 'From v3 on the tokenizer is loaded after the warm-up, one after the other.',
  },
  no_line: {
    any: '`coldstart run` sees more than the log: imports, downloads, GPU activity.',
    vllm: 'Imports, process starts, tokenizer and kernel JIT write no line; `--otlp-traces-endpoint` gives spans from 0.17.',
    nim: 'NIM_LOG_LEVEL is WARNING unless set, which hides the lines of the engine inside: set INFO.',
    'llama.cpp':
      'New builds hide the lines of the loader: --log-verbosity 4 shows them, --log-timestamps dates them.',
    torchserve: 'Changes of worker state are at level DEBUG.',
    transformers:
      'Its log level is WARNING unless set; under `coldstart run` the Python hook sees each step.',
    triton: 'Warm-up is written only with --log-verbose.',
  },
};

/** One line for a person; `null` where nothing is known. */
export function adviceOn(kind: CostKind, server: string): string | null {
  const lines = ADVICE[kind];
  return lines?.[server] ?? lines?.['any'] ?? null;
}
