import type { Profile } from '../profile/index.js';

/** `W-9000-resnet_1.0`: worker, model and its version, which is most often a number. */
function ofWorker(...rests: readonly string[]): readonly string[] {
  return rests.flatMap((rest) => [`W-{rank}-{model}_{#}${rest}`, `W-{rank}-{model}${rest}`]);
}

/** Progress bars of a handler go to the error stream of its worker. */
function bars(...names: readonly string[]): readonly string[] {
  return names.flatMap((name) => ofWorker(`-stderr MODEL_LOG - ${name}`));
}

/**
 * TorchServe. Its ports are open long before its models are loaded, and `Model x loaded.` only means that the archive is
 * unpacked. A worker tells of its start and of the answer to its first command, which is to load the model; the changes
 * of its state are lines of level DEBUG.
 * Source: frontend/server/src/main/java/org/pytorch/serve/wlm/{WorkerThread,WorkerLifeCycle,ModelManager}.java.
 */
export const torchserve: Profile = {
  server: 'torchserve',
  title: 'TorchServe',
  versions: '0.1 to 0.12',
  within: ['vllm'],
  stamps: ['iso'],
  detect: {
    commands: ['torchserve', 'model-server.jar', 'org.pytorch.serve.ModelServer'],
    lines: [
      'org.pytorch.serve.',
      'Torch worker started.',
      'Model server started.',
      'Torchserve version:',
      'TS_METRICS - ',
    ],
  },
  python: true,
  models: 'many',
  loads: 'once',
  opens: 'runtime_init',
  modelFrom: { flags: [] },
  rules: [
    { line: ['Torchserve version: {version}', 'TS Version: {version}'] },
    {
      line: [
        // MODEL_LOG; WorkerLifeCycle before 0.4.
        ...ofWorker('-stdout {w} - Torch worker started.'),
        ...ofWorker(' {w} - Flushing req.cmd LOAD '),
      ],
      begin: 'weights_load',
      note: 'the process of the worker is up; the model is read by its handler',
    },
    {
      line: ofWorker(' {w} - Backend response time: {ms}'),
      took: 'weights_load',
      once: true,
      ready: 'model',
      note: 'the first command of a worker is to load the model: the time of the initialize() of its handler, with what that fetches and imports',
    },
    {
      line: ofWorker(' State change WORKER_STARTED -> WORKER_MODEL_LOADED'),
      end: 'weights_load',
      once: true,
      ready: 'model',
    },
    {
      line: bars(
        'Loading checkpoint shards: {#}%|{*}| {n}/{of} [{dur}<',
        'Loading pipeline components...: {#}%|{*}| {n}/{of} [{dur}<',
        'Loading weights: {#}%|{*}| {n}/{of} [{dur}<',
      ),
      bar: 'weights_read',
    },
    {
      line: bars(
        '{bar}.safetensors: {pct}%|{*}| {*} [{dur}<',
        '{bar}.bin: {pct}%|{*}| {*} [{dur}<',
        '{bar}.pt: {pct}%|{*}| {*} [{dur}<',
      ),
      bar: 'weights_fetch',
      source: 'remote',
    },
    { line: 'Load model failed: {model}, error: {cause}', fails: true },
    { line: 'Failed to load model: {cause}', fails: true },
    { line: ['Failed to start torch server', 'Failed to start server'], fails: true },
    {
      line: ofWorker('-stdout {w} - Backend worker process died.'),
      end: 'weights_load',
      fails: true,
    },
    {
      line: ofWorker('-stdout {w} - {w}Error: {cause}', '-stdout {w} - {w}Exception: {cause}'),
      fails: 'why',
    },
  ],
  always: ['weights_load'],
  notObservable: {
    weights_fetch: 'told only by the progress bars of a handler that fetches from Hugging Face',
    tokenizer_init: 'part of the initialize() of the handler',
    weights_transfer: 'part of the initialize() of the handler',
  },
  // No `health`: /ping says Healthy before the models are loaded.
};
