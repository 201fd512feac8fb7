import type { Profile } from '../profile/index.js';

/**
 * A script with transformers and torch, or `transformers serve`. There is no line with a duration and none with a
 * stamp: what is known comes from progress bars, of transformers 4 and 5 and of huggingface_hub 0.2 to 2.
 * Source: transformers modeling_utils.py, core_model_loading.py, utils/hub.py; huggingface_hub file_download.py,
 * _snapshot_download.py; runai_model_streamer file_streamer.py; tensorizer serialization.py.
 */
export const transformers: Profile = {
  server: 'transformers',
  title: 'transformers',
  versions: 'transformers 4.20 to 5.18, huggingface_hub 0.16 to 2.0',
  stamps: ['iso'],
  detect: {
    commands: ['transformers serve', 'transformers-cli serve'],
    lines: [
      'Loading checkpoint shards: {#}%',
      'Loading weights: {#}%',
      'Downloading shards: {#}%',
      'Fetching {#} files: {#}%',
      '.safetensors: {#}%',
      'pytorch_model.bin: {#}%',
      'loading weights file {w} from cache at ',
      '[RunAI Streamer] Overall time to stream ',
      '.safetensors: downloading bytes: ',
      ' LOAD REPORT from: ',
      'Some weights of {w} were not initialized from the model checkpoint',
    ],
  },
  python: true,
  models: 'one',
  loads: 'once',
  opens: 'runtime_init',
  modelFrom: {
    flags: ['--model', '--model_id', '--model-id', '--model_name_or_path', '--force-model'],
    env: ['MODEL_ID', 'MODEL_NAME'],
  },
  rules: [
    {
      // Both bars also run over files that are there already, but then they fly.
      line: [
        'Downloading shards: {#}%|{*}| {n}/{of} [{dur}<',
        'Downloading shards: {#}% {n}/{of} [{dur}<',
        'Fetching {#} files: {#}%|{*}| {n}/{of} [{dur}<',
        'Fetching {#} files: {#}% {n}/{of} [{dur}<',
      ],
      bar: 'weights_fetch',
      leastStepS: 0.2,
      source: 'remote',
    },
    {
      line: [
        '{bar}.safetensors: {pct}%|{*}| {*} [{dur}<',
        '{bar}.safetensors: {pct}% {w} [{dur}<',
        '{bar}.bin: {pct}%|{*}| {*} [{dur}<',
        '{bar}.bin: {pct}% {w} [{dur}<',
        '{bar}.gguf: {pct}%|{*}| {*} [{dur}<',
      ],
      bar: 'weights_fetch',
      source: 'remote',
    },
    // The hub 2.0 has two bars for one file, without the time that they ran.
    { line: '.safetensors: downloading bytes: ', begin: 'weights_fetch', source: 'remote' },
    { line: '.safetensors: reconstructing file: 100%|', closes: 'weights_fetch' },
    {
      line: [
        'Loading checkpoint shards: {#}%|{*}| {n}/{of} [{dur}<',
        'Loading checkpoint shards: {#}% {n}/{of} [{dur}<',
        'Loading weights: {#}%|{*}| {n}/{of} [{dur}<',
        'Loading weights: {#}% {n}/{of} [{dur}<',
      ],
      bar: 'weights_load',
    },
    // With the log level INFO.
    { line: 'loading weights file {w} from cache at ', begin: 'weights_load' },
    {
      line: [
        'All model checkpoint weights were used when initializing ',
        'All the weights of {w} were initialized from the model checkpoint',
      ],
      closes: 'weights_load',
    },
    {
      line: '[RunAI Streamer] Overall time to stream {*}: {s}s, ',
      took: 'weights_read',
      note: 'with what is fetched from object storage',
    },
    {
      line: 'Deserialized {*} in {dur}, ',
      took: 'weights_read',
      note: 'tensorizer: read and copy to the GPU',
    },
    { line: 'Application startup complete.', ready: true },
    {
      line: ['line {#}: {#} Killed ', '^Killed$', '| Killed$', 'Killed process {#} ({w})', ' oom_kill event'],
      fails: true,
      cause: 'killed: most often the memory was not enough',
      gone: true,
    },
    {
      line: ['OutOfMemoryError: {cause}', '^{w}Error: {cause}', '^{w}Exception: {cause}'],
      fails: true,
    },
  ],
  silent: true,
  // A model of one file has no bar in version 4.
  always: [],
  notObservable: {
    runtime_init: 'no line tells when the imports are over: the Python hook of coldstart run does',
    weights_read: 'the disk is read while the GPU is filled: weights_load is both',
    weights_transfer: 'the disk is read while the GPU is filled: weights_load is both',
    tokenizer_init: 'no line tells of it: the Python hook of coldstart run does',
    cache_alloc: 'the cache grows with each answer',
    compile: 'TORCH_LOGS=dynamo tells of it',
    graph_capture: 'no line tells of it',
    warmup: 'what a script runs first is its own affair',
  },
  health: {
    kind: 'http',
    path: '/health',
    port: 8000,
    note: 'of transformers serve, which answers before any model is loaded',
  },
};
