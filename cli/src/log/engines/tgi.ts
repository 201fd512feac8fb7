import type { Profile } from '../profile/index.js';

/** The message of a line of the launcher or the router; in JSON it stands alone. */
const STARTING_SHARD = ['Starting shard rank={rank}', 'Starting shard {rank}', 'Starting shard'];

/**
 * Hugging Face Text Generation Inference. The launcher starts a Python process per GPU (a shard), waits for its socket,
 * and starts the router, which warms the model up. Lines of the shards carry no rank.
 * Source: launcher/src/main.rs, server/text_generation_server/{cli,server,utils/hub}.py, backends/v3/src/lib.rs, router/src/server.rs.
 */
export const tgi: Profile = {
  server: 'tgi',
  title: 'Text Generation Inference',
  versions: '0.8 to 3.3',
  stamps: ['iso'],
  detect: {
    commands: ['text-generation-launcher', 'text-generation-server', 'tgi-entrypoint'],
    // The last ones stand alone in JSON.
    lines: [
      'text_generation_launcher',
      'text_generation_router',
      'Starting check and download process for',
      'Starting download process.',
      'Successfully downloaded weights',
      'Waiting for shard',
      'Shard ready in',
    ],
  },
  python: true,
  models: 'one',
  loads: 'once',
  opens: 'runtime_init',
  modelFrom: { flags: ['--served-model-name', '--model-id'], env: ['SERVED_MODEL_NAME', 'MODEL_ID'] },
  rules: [
    { line: 'model_id: "{model}",' },
    { line: 'Starting check and download process for {model}' },
    { line: 'Files are already present on the host. Skipping download.', source: 'disk' },
    { line: 'Download file: {w}', closes: 'runtime_init', begin: 'weights_fetch', source: 'remote' },
    {
      line: 'Downloaded {w} in {dur}',
      took: 'weights_fetch',
      printed: 'part',
      note: 'whole seconds of one file; files come one after the other',
    },
    { line: 'Converting PyTorch weights to safetensors', closes: 'runtime_init', begin: 'weights_read' },
    {
      line: 'Convert: [{n}/{of}] -- Took: {dur}',
      took: 'weights_read',
      printed: 'part',
      note: 'reads each file of pickles and writes it as safetensors; the shard reads them again',
    },
    { line: 'Starting shard', closes: 'runtime_init', once: true },
    { line: STARTING_SHARD, begin: 'runtime_init', apart: true },
    {
      line: ['Using prefix caching =', 'Using Attention =', 'Detected system'],
      closes: 'runtime_init',
      begin: 'weights_load',
      unless: 'weights_load',
      note: 'since 2.1: the imports of the shard are done',
    },
    { line: 'Server started at unix:', end: 'weights_load' },
    {
      line: ['Shard ready in {dur} rank={rank}', 'Shard {rank} ready in {dur}', 'Shard ready in {dur}'],
      took: 'weights_load',
      unless: 'weights_load',
      instead: 'runtime_init',
      note: 'before 2.1, where no line tells them apart: with the imports of the shard',
    },
    {
      line: ['Using the Hugging Face API', 'Using backend V'],
      begin: 'tokenizer_init',
      note: 'before the warm-up in 1.x and 2.x, after it in 3.x',
    },
    { line: 'Using config ', end: 'tokenizer_init' },
    { line: 'Warming up model', closes: ['tokenizer_init', 'weights_load'], begin: 'warmup' },
    { line: 'Warming up TunableOp for', begin: 'compile' },
    { line: 'Cuda Graphs are enabled for sizes', closes: 'compile', begin: 'graph_capture' },
    { line: 'Setting max batch total tokens to', closes: ['compile', 'graph_capture'], end: 'warmup' },
    {
      line: [': Connected$', '^Connected$'],
      closes: ['compile', 'graph_capture', 'warmup', 'tokenizer_init'],
      ready: true,
    },
    { line: ['Server error: {cause}', 'Error: Warmup({cause}'], fails: true },
    { line: 'Shard process was signaled to shutdown with signal', fails: true },
    {
      line: ['Shard {rank} failed to start', 'Shard failed to start', 'Error: ShardCannotStart'],
      fails: true,
    },
    { line: ['Download encountered an error', 'Error: DownloadError'], fails: true },
    { line: ['Webserver Crashed', 'Error: WebserverFailed', 'Shutting down shards'], fails: true },
    {
      line: [
        'OutOfMemoryError: {cause}',
        'RuntimeError: {cause}',
        'ValueError: {cause}',
        'RepositoryNotFoundError: {cause}',
        'EntryNotFoundError: {cause}',
        'OSError: {cause}',
      ],
      fails: 'why',
    },
  ],
  always: ['weights_load'],
  notObservable: {
    cache_alloc: 'inside the warm-up; only its end is told (KV-cache blocks)',
    weights_transfer: 'read and copy to the GPU are one step',
  },
  health: {
    kind: 'http',
    path: '/health',
    port: 80,
    poll: true,
    note: 'the port is bound after the warm-up; the image listens on 80, the launcher alone on 3000',
  },
};
