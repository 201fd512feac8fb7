import type { Profile } from '../profile/index.js';

/** Where the storage initializer downloads from; from a volume it copies or links. */
const REMOTE = ['s3', 'gs', 'hf', 'https', 'http', 'hdfs', 'webhdfs', 'abfs', 'oci', 'git', 'ms', 'mlflow'];

/**
 * KServe: the storage initializer, servers on its Python SDK, and the Hugging Face server with its own or vLLM's
 * engine. A server of the SDK loads before it says its first word.
 * Source: python/kserve/kserve/model_server.py, python/kserve/kserve/protocol/rest, python/storage,
 * python/huggingfaceserver.
 */
export const kserve: Profile = {
  server: 'kserve',
  title: 'KServe',
  versions: '0.7 to 0.20',
  within: ['vllm', 'transformers'],
  stamps: ['iso', 'tornado'],
  detect: {
    commands: [
      'initializer-entrypoint',
      'huggingfaceserver',
      'sklearnserver',
      'xgbserver',
      'lgbserver',
      'paddleserver',
      'pmmlserver',
      'predictiveserver',
      'artserver',
    ],
    lines: [
      ' kserve INFO [',
      'INFO:kserve:',
      ' INFO model_server.py:{#}: ',
      ' INFO kserve_storage.py:{#}: ',
      ' INFO encoder_model.py:{#}: ',
      ' INFO generative_model.py:{#}: ',
      ' kserve WARNING [',
      ' kserve ERROR [',
      ' storage.initializer INFO [',
      ' storage.initializer ERROR [',
      '[initializer-entrypoint:',
      ' initializer-entrypoint:{#}] Initializing, args: ',
      ' root INFO [model_server.py:',
      '] Copying contents of {w} to local',
    ],
  },
  python: true,
  models: 'one',
  loads: 'once',
  opens: 'runtime_init',
  modelFrom: { flags: ['--model_name', '--model_id', '--model_dir'], env: ['MODEL_NAME', 'MODEL_ID'] },
  rules: [
    { line: '] Initializing, args: ', closes: 'runtime_init' },
    {
      line: REMOTE.map((scheme) => `Copying contents of ${scheme}://{*} to local`),
      begin: 'weights_fetch',
      closes: 'runtime_init',
      source: 'remote',
    },
    { line: 'Successfully copied {w} to {w}', closes: 'weights_fetch' },
    { line: 'Model downloaded in {s} seconds', took: 'weights_fetch', onlyIfBegun: true },
    {
      line: [
        'Loading generative model for task ',
        'Loading encoder model for task ',
        'Loading time series model for task ',
      ],
      begin: 'tokenizer_init',
      closes: 'runtime_init',
      note: 'with the empty model that is made to learn its layout',
    },
    {
      line: [
        'Successfully loaded tokenizer',
        'successfully loaded tokenizer',
        'Successfully loaded processor',
      ],
      end: 'tokenizer_init',
      begin: 'weights_load',
    },
    {
      line: [
        'Successfully loaded huggingface model from path {w}',
        'successfully loaded huggingface model from path {w}',
      ],
      end: 'weights_load',
      closes: 'tokenizer_init',
    },
    { line: 'Registering model: {model}', closes: 'runtime_init' },
    // Workers are forked after the model is there; each imports and starts on its own.
    { line: 'Started child process [{rank}]', begin: 'runtime_init' },
    { line: 'Waiting for application startup.', closes: 'runtime_init' },
    { line: 'Application startup complete.', ready: true },
    {
      line: [
        'Failed to start model server: {cause}',
        '^{w}Error: {cause}',
        '^Exception: {cause}',
        'NoModelReady: {cause}',
      ],
      fails: true,
    },
  ],
  // The storage initializer and the servers have no phase in common.
  always: [],
  notObservable: {
    weights_transfer: 'read and copy to the GPU are one step',
    weights_load:
      'servers of the Python SDK load before they speak: the Hugging Face server tells, and the Python hook of coldstart run',
    compile: 'only where the engine is vLLM',
    cache_alloc: 'only where the engine is vLLM',
    graph_capture: 'only where the engine is vLLM',
    warmup: 'no server of the SDK warms up by itself',
  },
  health: {
    kind: 'http',
    path: '/v2/health/ready',
    port: 8080,
    note: 'says yes as soon as the port is open, and the port opens when a model is ready',
  },
};
