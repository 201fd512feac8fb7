import type { Profile } from '../profile/index.js';

/**
 * NVIDIA NIM for LLMs. It prepares a workspace, which may mean a download, and runs vLLM or TensorRT-LLM, whose lines
 * are read too. Plain lines, lines of JSON, or both in one log.
 * Sources: logs of NIM 1.0; docs.nvidia.com/nim, reference/logging-and-observability.
 */
export const nim: Profile = {
  server: 'nim',
  title: 'NVIDIA NIM',
  versions: '1.0 to 2.1',
  within: ['vllm', 'trtllm'],
  stamps: ['iso', 'month_day', 'slashes'],
  detect: {
    commands: [
      'vllm_nvext.entrypoints.openai.api_server',
      'nim_llm_sdk.entrypoints.launch',
      'nim_llm_sdk.entrypoints.openai.api_server',
      'nim-run',
      'nim/start_server',
      'nim/start-server',
    ],
    env: ['NIM_MODEL_PROFILE', 'NIM_MODEL_NAME', 'NIM_CACHE_PATH'],
    lines: [
      'NVIDIA Inference Microservice LLM NIM',
      'NIM LLM API version {version}',
      'ngc_injector.py',
      'ngc_profile.py',
      'nim_llm_sdk',
      'Running NIM without LoRA',
    ],
  },
  python: true,
  models: 'one',
  loads: 'once',
  opens: 'runtime_init',
  modelFrom: { flags: [], env: ['NIM_SERVED_MODEL_NAME', 'NIM_MODEL_NAME'] },
  rules: [
    {
      line: [
        'NVIDIA Inference Microservice LLM NIM Version {version}',
        'NIM LLM API version {version}',
        'NIM Version: {version}',
      ],
    },
    { line: '^Model: {model}$' },
    {
      line: 'Model workspace is now ready. It took {s} seconds',
      took: 'weights_fetch',
      leastS: 2,
      note: 'with the choice of a profile; links to files that are there take less than two seconds',
    },
    { line: '{w}.safetensors: {pct}%|{*}| {*} [{dur}<', bar: 'weights_fetch', source: 'remote' },
    { line: 'Application startup complete.', ready: true },
    {
      line: [
        'EngineCore failed to start.',
        'Engine process failed to start.',
        'Failed to initialize executor on rank {rank}: {cause}',
        'OutOfMemoryError: CUDA out of memory.',
        'No available memory for the cache blocks.',
        'Could not find a profile that is currently runnable',
      ],
      fails: true,
    },
    { line: '{w}Error: {*}', fails: 'why' },
  ],
  always: [],
  notObservable: {
    tokenizer_init: 'no line tells of the tokenizer',
    weights_transfer: 'read and copy to the GPU are one step',
    compile: 'NIM logs at WARNING by default: NIM_LOG_LEVEL=INFO shows what the engine says',
  },
  health: {
    kind: 'http',
    path: '/v1/health/ready',
    port: 8000,
    poll: true,
    note: '503 while it downloads and loads, 200 when it can answer; /v1/health/live is 200 much earlier',
  },
};
