import type { Profile } from '../profile/index.js';

/** Builds of 2024 write the rank in front of the message; later ones write it into the stamp, where it is read anyway. */
function ofRank(line: string): readonly string[] {
  return [`[gpu={rank}] ${line}`, `[gpu_id={rank}] ${line}`, line];
}

/** Bars of the loaders; several follow each other where adapters are loaded too. */
const SHARDS = [
  'Loading safetensors checkpoint shards',
  'Loading pt checkpoint shards',
  'Multi-thread loading shards',
  'Multi-thread loading pt shards',
  'Loading safetensors using Runai Model Streamer',
].map((bar) => `${bar}: {#}% Completed | {n}/{of} [{dur}<`);

/** Hugging Face's bar of one file: it is drawn only for a file that is fetched. */
const FILES = ['.safetensors', '.bin', '.gguf'].flatMap((type) => [
  `{bar}${type}: {pct}%|{*}| {*} [{dur}<`,
  `{bar}${type}: {pct}% {w} [{dur}<`,
]);

/**
 * SGLang, from 0.1 (2024) to August 2026. Before December 2025 weights and distributed init have no printed duration:
 * there the stamps of begin and end count. A draft model is loaded by the same lines after the first model is done.
 * Source: python/sglang/srt/model_executor/model_runner.py, managers/scheduler.py, entrypoints/http_server.py.
 */
export const sglang: Profile = {
  server: 'sglang',
  title: 'SGLang',
  versions: '0.1.17 to 0.5 (2024 to August 2026)',
  stamps: ['iso', 'time'],
  detect: {
    commands: [
      'sglang.launch_server',
      'sglang_router.launch_server',
      'launch_server',
      'sglang serve',
      'sglang.srt.entrypoints.http_server',
    ],
    lines: [
      'server_args=ServerArgs(',
      'Init torch distributed begin.',
      'Init nccl begin.',
      'Load weight begin.',
      'The server is fired up and ready to roll!',
    ],
  },
  python: true,
  models: 'one',
  loads: 'once',
  opens: 'runtime_init',
  modelFrom: { flags: ['--served-model-name', '--model-path', '--model'], after: ['serve'] },
  rules: [
    { line: 'ServerArgs(model_path={model},' },
    {
      line: ofRank('Load weight begin.'),
      begin: 'weights_load',
      // Since August 2026 the draft model is loaded before the caches of either.
      instead: 'cache_alloc',
      apart: true,
      note: 'with the download, if there is one',
    },
    { line: FILES, bar: 'weights_fetch', source: 'remote' },
    { line: 'Found local HF snapshot for', source: 'disk' },
    { line: SHARDS, bar: 'weights_read', apart: true },
    { line: 'Loading weights took {s} seconds', took: 'weights_read', apart: true },
    {
      line: [...ofRank('Load weight end. elapsed={s} s'), ...ofRank('Load weight end.')],
      took: 'weights_load',
      begin: 'cache_alloc',
      apart: true,
      note: 'elapsed= since December 2025; the download is in it',
    },
    { line: ofRank('Memory pool end.'), end: 'cache_alloc' },
    { line: ofRank('Capture {*}graph begin'), begin: 'graph_capture', apart: true },
    {
      line: [
        'Capture {*}graph end. elapsed={s} s',
        'Capture {*}graph end. Time elapsed: {s} s',
        ...ofRank('Capture {*}graph end'),
      ],
      took: 'graph_capture',
      closes: 'compile',
      note: 'one line per kind of graph; kernels that are compiled meanwhile are in it',
    },
    {
      line: ['Entering DeepGEMM JIT', 'Try DeepGEMM JIT Compiling for'],
      begin: 'compile',
      apart: true,
      note: 'no line says when it ends: it is over when the capture or the bar is',
    },
    { line: 'DeepGEMM warmup: {#}%|{*}| {n}/{of} [{dur}<', bar: 'compile' },
    { line: '[Autotuner]: Autotuning process starts', begin: 'compile', apart: true },
    { line: '[Autotuner]: Autotuning process ends', end: 'compile' },
    { line: 'Running FlashInfer autotune', begin: 'compile', apart: true },
    { line: 'FlashInfer autotune completed', end: 'compile' },
    {
      line: [
        'Compiling a graph for {*} takes {s} s',
        'Dynamo bytecode transform time: {s} s',
        'from the cache, took {s} s',
      ],
      took: 'compile',
      printed: 'part',
    },
    // Builds of 2024 do not say that the capture is over.
    { line: ofRank('max_total_num_tokens='), closes: ['cache_alloc', 'graph_capture', 'compile'] },
    { line: 'max_total_num_token=', closes: ['cache_alloc', 'graph_capture'] },
    { line: 'HCCL DP prewarm start: rank={rank}', begin: 'warmup' },
    { line: 'HCCL DP prewarm done: rank={rank}', end: 'warmup' },
    {
      line: ['Application startup complete.', 'Uvicorn running on'],
      begin: 'warmup',
      apart: true,
      note: 'the port answers, and the server sends itself a first request',
    },
    { line: 'The server is fired up and ready to roll!', closes: ['warmup', 'compile'], ready: true },
    { line: ['Scheduler hit an exception', 'Received sigquit from a child process'], fails: true },
    { line: ['Initialization failed. {cause}', 'Capture cuda graph failed: {cause}'], fails: true },
    { line: 'scheduler died during initialization', fails: true },
    {
      line: [
        'OutOfMemoryError: {cause}',
        'RuntimeError: {cause}',
        'ValueError: {cause}',
        'FileNotFoundError: {cause}',
        'OSError: {cause}',
      ],
      fails: 'why',
    },
  ],
  always: ['weights_load', 'cache_alloc'],
  notObservable: {
    tokenizer_init:
      'no line tells of the tokenizer; --enable-metrics shows tokenizer_e2e in sglang:startup_time_seconds since August 2026',
    weights_transfer: 'read and copy to the GPU are one step',
  },
  health: {
    kind: 'http',
    path: '/health',
    port: 30000,
    note: '503 until the warm-up is over; /v1/models and /server_info answer 200 before',
  },
};
