import { describe, expect, test } from 'vitest';
import { detectByCommand, ENGINES, modelOfCommand } from '../../../src/log/index.js';

/** How images and people start these servers, and the model that the command tells; `null` for none. */
const STARTS: readonly (readonly [server: string, model: string | null, command: string])[] = [
  ['sglang', 'acme/otter', 'python3 -m sglang.launch_server --model-path acme/otter --tp 2'],
  ['sglang', 'acme/otter', '/usr/bin/python3 /sgl-workspace/sglang/launch_server.py --model acme/otter'],
  ['sglang', 'otter', 'sglang serve --model-path acme/otter --served-model-name otter'],
  ['sglang', 'acme/otter', 'python -m sglang_router.launch_server --model-path=acme/otter --dp-size 4'],
  ['tgi', 'acme/tern', 'text-generation-launcher --model-id acme/tern --num-shard 2'],
  ['tgi', 'acme/tern', '/tgi-entrypoint.sh --model-id acme/tern --json-output'],
  ['vllm', 'acme/otter', 'vllm serve --port 8001 acme/otter'],
  ['vllm', 'acme/otter', 'vllm serve --enforce-eager acme/otter --max-model-len 4096'],
  ['vllm', 'otter', 'vllm serve acme/otter --served-model-name otter'],
  ['vllm', 'acme/otter', 'mpirun -np 2 --mca btl self --allow-run-as-root vllm serve acme/otter'],
  ['vllm', 'acme/otter', 'nsys profile -o out --trace=cuda --gpu-metrics-device 0 vllm serve acme/otter'],
  ['vllm', 'acme/otter', 'uv run --no-sync vllm serve acme/otter'],
  ['sglang', 'acme/otter', 'torchrun --nproc-per-node 2 -m sglang.launch_server --model-path acme/otter'],
  ['trtllm', 'acme/otter', 'mpirun -n 2 trtllm-llmapi-launch trtllm-serve acme/otter'],
  ['nim', null, '/opt/nim/start_server.sh'],
  ['nim', null, '/opt/nvidia/nvidia_entrypoint.sh bash /opt/nim/start-server.sh'],
  ['triton', null, 'tritonserver --model-repository=/models'],
  ['triton', null, '/opt/nvidia/nvidia_entrypoint.sh tritonserver --model-repository=/models'],
  ['triton', null, 'python3 /app/scripts/launch_triton_server.py --world_size=2 --model_repo=/models'],
  ['torchserve', null, 'torchserve --start --foreground --model-store /models --models all'],
  [
    'torchserve',
    null,
    '/usr/local/bin/dockerd-entrypoint.sh torchserve --start --ts-config config.properties',
  ],
  ['torchserve', null, 'java -Xmx4g -cp .:/ts/frontend/* org.pytorch.serve.ModelServer --foreground'],
];

describe('the command tells the server and its model', () => {
  test.each(STARTS)('%s, %s: %s', (server, model, text) => {
    const command = text.split(' ');
    const profile = detectByCommand(command, ENGINES);
    expect(profile?.server).toBe(server);
    expect(profile && modelOfCommand(profile, command, {})).toBe(model);
  });

  test.each([
    'python train.py --backend vllm',
    'vllm bench serve --model acme/otter',
    'vllm chat --url http://host/v1',
    'vllm complete',
    'vllm collect-env',
    'vllm run-batch -i in.jsonl -o out.jsonl --model acme/otter',
    'python -m vllm.entrypoints.cli.main bench serve',
    'uv run --with vllm train.py',
    '/opt/other/start_server.sh',
  ])('%s is no server', (text) => {
    expect(detectByCommand(text.split(' '), ENGINES)).toBeNull();
  });

  test('a model server that somebody named does not take its model from the words of another', () => {
    const vllm = ENGINES.find(({ server }) => server === 'vllm');
    expect(vllm && modelOfCommand(vllm, ['serve', 'run', 'app:entry'], {})).toBeNull();
  });

  test.each<[string, boolean]>([
    ['/opt/nim/start_server.sh', true],
    ['/tgi-entrypoint.sh --model-id acme/tern', true],
    ['initializer-entrypoint s3://bucket/otter /mnt/models', true],
    ['tritonserver --model-repository=/models', false],
    ['llama-server -m otter.gguf', false],
    ['ollama serve', false],
  ])('%s: Python is %s', (text, python) => {
    expect(detectByCommand(text.split(' '), ENGINES)?.python ?? false).toBe(python);
  });

  test('NIM is known by its variables, but not against the command', () => {
    const env = { NIM_CACHE_PATH: '/opt/nim/.cache' };
    expect(detectByCommand(['/entrypoint.sh'], ENGINES, env)?.server).toBe('nim');
    expect(detectByCommand(['vllm', 'serve', 'acme/otter'], ENGINES, env)?.server).toBe('vllm');
  });

  test('a whole command in one word for a shell', () => {
    const command = ['sh', '-c', 'exec python3 -m sglang.launch_server --model-path acme/otter'];
    expect(detectByCommand(command, ENGINES)?.server).toBe('sglang');
  });

  test('the environment of the TGI image names the model', () => {
    const profile = ENGINES.find(({ server }) => server === 'tgi');
    expect(profile && modelOfCommand(profile, ['/tgi-entrypoint.sh'], { MODEL_ID: 'acme/tern' })).toBe(
      'acme/tern',
    );
  });
});
