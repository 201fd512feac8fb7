import type { Profile } from '../profile/index.js';

/**
 * Ollama. A model is loaded by the first request for it, in a runner process of its own, whose lines have no stamp.
 * The runner was a llama.cpp server of Ollama's own up to 0.3, one written in Go up to 0.24, and is upstream's
 * llama-server from 0.30 on.
 * Source: server/routes.go, server/sched.go, llm/server.go, llm/llama_server.go.
 */
export const ollama: Profile = {
  server: 'ollama',
  title: 'Ollama',
  versions: '0.1.33 to 0.33',
  stamps: ['iso', 'go'],
  detect: {
    commands: ['ollama serve'],
    lines: [
      'Listening on {w} (version {version})',
      'msg="llama runner started in {s} seconds"',
      'msg="llama-server started in {s} seconds"',
      'msg="starting llama server" cmd=',
      'msg="starting runner" cmd=',
      'msg="waiting for llama runner to start responding"',
      'msg="waiting for server to become available" status=',
      'msg="inference compute" ',
    ],
  },
  models: 'one',
  loads: 'on_demand',
  opens: 'runtime_init',
  // What is loaded is in the requests.
  modelFrom: { flags: [] },
  rules: [
    { line: 'Listening on {w} (version {version})' },
    // The port is bound before, but nobody answers on it until the GPUs are known.
    { line: 'msg="inference compute" ', end: 'runtime_init', ready: true },
    { line: 'msg="downloading {w} in {#} ', begin: 'weights_fetch', source: 'remote' },
    {
      line: '| 200 | {dur} | {w} | POST "/api/pull"',
      took: 'weights_fetch',
      onlyIfBegun: true,
      note: 'the whole request: every layer and the check of its hash',
    },
    {
      line: [
        'msg="using llama-server for model" model={*}blobs/{model}',
        'msg="starting llama-server" cmd={*}blobs/{model}',
        // Without a model a runner is started to look for GPUs.
        'msg="starting runner" cmd={*}blobs/{model}',
        'msg="starting llama server" cmd={*}blobs/{model}',
      ],
      begin: 'weights_load',
      closes: 'runtime_init',
    },
    {
      line: [
        'load_tensors: loading model tensors, this can take a while',
        'llm_load_tensors: ggml ctx size = ',
        'msg=load request="{Operation:commit ',
      ],
      begin: 'weights_read',
      closes: 'runtime_init',
    },
    {
      line: ['llama_context: constructing llama_context', 'llama_new_context_with_model: n_ctx = '],
      closes: 'weights_read',
      begin: 'cache_alloc',
    },
    {
      line: ['graph splits = {#}', 'sched_reserve: reserve took {ms} ms'],
      end: 'cache_alloc',
    },
    {
      line: 'warming up the model with an empty run',
      begin: 'warmup',
      closes: ['weights_read', 'cache_alloc'],
    },
    {
      line: ['llama_server: model loaded', '] model loaded | tid='],
      closes: ['weights_read', 'cache_alloc', 'warmup'],
    },
    {
      line: ['msg="llama runner started in {s} seconds"', 'msg="llama-server started in {s} seconds"'],
      took: 'weights_load',
      note: 'from the start of the runner: its process, the fit to free memory, weights, context and warm-up; 0.12 and later print it twice',
      closes: ['runtime_init', 'weights_read', 'cache_alloc', 'warmup'],
      ready: true,
    },
    {
      line: [
        'msg="Load failed" model={*}blobs/{model} error="{cause}"$',
        'msg="Load failed" model={*}blobs/{model} error={cause}',
        'msg="NewLlamaServer failed" model={*}blobs/{model} error="{cause}"$',
        'msg="NewLlamaServer failed" model={*}blobs/{model} error={cause}',
        'msg="error loading llama server" error="{cause}"$',
        'msg="error loading llama server" error={cause}',
      ],
      closes: ['weights_load', 'weights_read', 'cache_alloc', 'warmup'],
      fails: true,
    },
  ],
  // A server that nobody asked for a model loads none.
  always: [],
  notObservable: {
    weights_transfer: 'read and copy to the GPU are one step',
    tokenizer_init: 'the vocabulary is read with the weights',
    compile: 'no line tells of kernels that are compiled',
    graph_capture: 'CUDA graphs are captured during the first answers',
  },
  health: {
    kind: 'http',
    path: '/',
    port: 11_434,
    note: 'answers as soon as the server runs, with or without a model: /api/ps lists those that are loaded',
  },
};
