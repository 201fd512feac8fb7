import type { Profile } from '../profile/index.js';

/**
 * vLLM, V0 and V1. Its lines change with nearly every release: the forms of a line stand in the order of the versions.
 * Source: vllm/v1/worker/gpu_model_runner.py, model_executor/model_loader, compilation, v1/engine/core.py.
 */
export const vllm: Profile = {
  server: 'vllm',
  title: 'vLLM',
  versions: '0.4 to 0.26',
  within: ['ray-serve'],
  stamps: ['iso', 'month_day'],
  detect: {
    commands: ['vllm', 'vllm.entrypoints.openai.api_server', 'vllm.entrypoints.api_server'],
    lines: [
      'vLLM API server version',
      'LLM engine (v{version}) with config',
      'Starting to load model {model}...',
    ],
  },
  models: 'one',
  loads: 'once',
  opens: 'runtime_init',
  modelFrom: { flags: ['--model', '--served-model-name'], after: ['serve'], env: [] },
  rules: [
    { line: ['LLM engine (v{version}) with config: model={model},'] },
    { line: 'Starting to load model {model}...', end: 'runtime_init', begin: 'weights_load' },
    {
      line: 'Time spent downloading weights for {w}: {s} seconds',
      took: 'weights_fetch',
      source: 'remote',
    },
    {
      line: [
        'Loading safetensors checkpoint shards: {#}% Completed | {n}/{of} [{dur}<',
        'Loading pt checkpoint shards: {#}% Completed | {n}/{of} [{dur}<',
      ],
      bar: 'weights_read',
    },
    { line: 'Loading weights took {s} seconds', took: 'weights_read', note: 'without the download' },
    {
      line: [
        'Model loading took {gib} GiB memory and {s} seconds',
        'Model loading took {gib} GiB and {s} seconds',
        'Model loading took {gb} GB and {s} seconds',
      ],
      took: 'weights_load',
      note: 'with the download, the read and what is done to quantized weights',
    },
    { line: 'Loading model weights took {gb} GB', end: 'weights_load' },
    { line: 'Graph capturing finished in {s} secs', took: 'graph_capture' },
    { line: ['torch.compile takes {s} s in total', 'torch.compile took {s} s in total'], took: 'compile' },
    { line: 'Application startup complete.', ready: true },
    { line: 'EngineCore failed to start.', fails: true },
  ],
  always: ['weights_load'],
  notObservable: {
    tokenizer_init: 'no line tells of the tokenizer',
    weights_transfer: 'read and copy to the GPU are one step',
  },
  health: { kind: 'http', path: '/health', port: 8000 },
};
