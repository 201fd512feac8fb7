import type { Profile } from '../profile/index.js';

/** Messages stand in quotes since about 24.05. The source file is named so that no line of a model is taken for one of Triton's. */
function line(message: string): readonly string[] {
  return [`.cc:{#}] "${message}`, `.cc:{#}] ${message}`];
}

function failure(message: string): readonly string[] {
  return [`.cc:{#}] "${message}{cause}"`, ...line(`${message}{cause}`)];
}

/**
 * NVIDIA Triton. Models are loaded side by side, each told by its name; no port is open before all of them are done.
 * Source: core/src/model_lifecycle.cc (before: model_repository_manager.cc), server/src/main.cc.
 */
export const triton: Profile = {
  server: 'triton',
  title: 'Triton',
  versions: '20.08 to 26.06',
  within: ['vllm', 'trtllm', 'transformers'],
  stamps: ['iso', 'glog'],
  detect: {
    commands: ['tritonserver', 'launch_triton_server'],
    lines: [
      '== Triton Inference Server ==',
      'TRITONBACKEND_Initialize:',
      'model_lifecycle.cc:{#}]',
      'model_repository_manager.cc:{#}]',
      'pinned_memory_manager.cc:{#}]',
    ],
  },
  models: 'many',
  loads: 'once',
  opens: 'runtime_init',
  modelFrom: { flags: ['--load-model'] },
  starts: ['Triton Server Version {version}'],
  rules: [
    { line: ['Triton Server Version {version}', '| server_version | {version} |'] },
    {
      line: line('loading: {model}:{#}'),
      closes: 'runtime_init',
      begin: 'weights_load',
      note: 'with the start of the backend (CUDA, its libraries), of its instances, and their warm-up',
    },
    { line: line("successfully loaded '{model}'"), end: 'weights_load' },
    { line: 'is running warmup sample', begin: 'warmup', note: 'with --log-verbose=1' },
    { line: line("successfully loaded '"), closes: 'warmup' },
    { line: 'Loaded engine size: {mib} MiB' },
    {
      line: [...failure("failed to load '{model}' version {#}: "), ...failure("failed to load '{model}': ")],
      end: 'weights_load',
      fails: true,
    },
    { line: failure("Poll failed for model directory '{model}': "), fails: true },
    { line: 'error: creating server: {cause}', fails: true },
    // In explicit mode it may be ready without a model.
    { line: ['HTTPService at ', 'Started GRPCInferenceService at '], closes: 'runtime_init', ready: true },
  ],
  always: [],
  notObservable: {
    weights_fetch: 'a repository in S3, GCS or Azure is copied before "loading:", without a line',
    weights_read: 'a backend reads its model without a line; only the load as a whole is told',
    weights_transfer:
      'a backend copies its model to the GPU without a line; only the load as a whole is told',
    warmup: 'told only with --log-verbose=1',
  },
  health: {
    kind: 'http',
    path: '/v2/health/ready',
    port: 8000,
    note: 'no port is open before the models of the start are loaded',
  },
};
