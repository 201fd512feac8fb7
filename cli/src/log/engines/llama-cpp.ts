import type { Profile } from '../profile/index.js';

/**
 * llama.cpp's server. Builds of 2025 and before print the lines of the loader; later ones hide them below
 * `--log-verbosity 4`, so that a load shows as one silent stretch.
 * Source: tools/server/server.cpp, server-context.cpp, server-models.cpp, common/common.cpp, src/llama-model.cpp.
 */
export const llamaCpp: Profile = {
  server: 'llama.cpp',
  title: 'llama.cpp',
  versions: '2024 to 2026-09 (b1600 to b11000), router mode',
  stamps: ['iso', 'elapsed'],
  detect: {
    commands: ['llama-server', 'llama serve', 'llama_cpp.server'],
    lines: [
      'srv load_model: ',
      'llama_server: loading model',
      'main: server is listening on http',
      'main: HTTP server is listening, hostname: ',
      'llama_model_loader: loaded meta data with ',
      'load_tensors: loading model tensors',
      'log_info: verbosity = ',
      'starting router server, no model will be loaded',
    ],
  },
  models: 'one',
  loads: 'once',
  opens: 'runtime_init',
  modelFrom: {
    flags: ['-a', '--alias', '-hf', '-hfr', '--hf-repo', '-mu', '--model-url', '-m', '--model'],
    env: ['LLAMA_ARG_ALIAS', 'LLAMA_ARG_HF_REPO', 'LLAMA_ARG_MODEL'],
  },
  rules: [
    {
      line: [
        'srv load_models: ',
        'starting router server, no model will be loaded',
        'starting server in router mode',
      ],
      loads: 'on_demand',
    },
    { line: ['build_info: {version}-', 'build: {version} (', 'main: build = {version} ('] },
    {
      line: [
        'trying to download model from {w}',
        'trying to download from {w}',
        'common_download_file_single_online: downloading from {w}',
      ],
      begin: 'weights_fetch',
      end: 'runtime_init',
      source: 'remote',
    },
    {
      line: [
        "load_model: loading model '{model}'",
        'main: loading model$',
        'llama_server: loading model$',
        'llama_model_loader: loaded meta data with ',
        "load_model: loading draft model '",
      ],
      begin: 'weights_load',
      closes: ['runtime_init', 'weights_fetch', 'warmup'],
    },
    {
      line: ['print_info: file size = {gib} GiB', 'llm_load_print_meta: model size = {gib} GiB'],
    },
    {
      line: ['print_info: file size = {mib} MiB', 'llm_load_print_meta: model size = {mib} MiB'],
    },
    {
      line: [
        'llama_context: constructing llama_context',
        'llama_context: n_ctx_seq ',
        'llama_context: n_ctx_per_seq ',
        'llama_new_context_with_model: n_ctx = ',
        'llama_init_from_model: n_seq_max = ',
      ],
      closes: 'weights_load',
    },
    // Only the context of the text model: those of a draft come while other weights are still read.
    {
      line: [
        'llama_context: constructing llama_context',
        'llama_context: n_ctx_seq ',
        'llama_context: n_ctx_per_seq ',
        'llama_new_context_with_model: n_ctx = ',
        'llama_init_from_model: n_seq_max = ',
      ],
      once: true,
      begin: 'cache_alloc',
    },
    {
      line: ['sched_reserve: reserve took {ms} ms', 'graph splits = {#}'],
      closes: 'cache_alloc',
    },
    {
      line: 'warming up the model with an empty run',
      begin: 'warmup',
      closes: ['weights_load', 'cache_alloc'],
    },
    {
      line: 'load_model: creating MTP draft context',
      closes: 'warmup',
    },
    // With the projector of images the weights are complete, after the warm-up of the text model.
    { line: 'load_model: loaded multimodal model, ', end: 'weights_load', closes: 'warmup' },
    {
      line: ['initializing slots, n_slots = {#}', 'load_model: initializing, n_slots = {#}'],
      closes: ['weights_load', 'cache_alloc', 'warmup'],
    },
    {
      line: [
        'main: model loaded',
        'llama_server: model loaded',
        '] model loaded | tid=',
        '^model loaded$',
        'main: server is listening on http',
        'llama_server: server is listening on http',
        'llama_server: listening on http',
        'llama server listening at http',
        // Of the Python package.
        'Application startup complete.',
      ],
      closes: ['runtime_init', 'weights_load', 'cache_alloc', 'warmup'],
      ready: true,
    },
    { line: 'router server is listening on http', closes: 'runtime_init', ready: true },
    {
      line: 'spawning server instance with name={model} on port {rank}',
      begin: 'weights_load',
      closes: 'runtime_init',
    },
    {
      line: [
        'error loading model: {cause}',
        'failed to load draft model, {cause}',
        'failed to load multimodal model, {cause}',
        'failed to create context with model {cause}',
        'exiting due to model loading error',
      ],
      fails: true,
    },
  ],
  always: ['weights_load'],
  notObservable: {
    weights_read:
      'read and copy to the GPU are one step, and with mmap the pages come in when they are first used',
    weights_transfer: 'read and copy to the GPU are one step',
    tokenizer_init: 'the vocabulary is read with the weights',
    cache_alloc: 'builds since 2026 hide its lines: --log-verbosity 4 shows them',
    compile: 'no line tells of kernels that are compiled',
    graph_capture: 'CUDA graphs are captured during the first answers',
  },
  health: {
    kind: 'http',
    path: '/health',
    port: 8080,
    note: 'answers from the start: 503 while the model loads, then 200; a router says 200 with no model loaded',
  },
};
