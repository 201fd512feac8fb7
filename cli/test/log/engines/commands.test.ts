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
