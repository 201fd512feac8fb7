import { describe, expect, it } from 'vitest';
import { portOf } from '../../../src/run/port/index.js';

describe('the port of a server', () => {
  it.each([
    ['vllm', 'api', 'vllm serve m', {}, 8000],
    ['vllm', 'api', 'vllm serve m --port 9001', { PORT: '1' }, 9001],
    ['vllm', 'api', 'vllm serve m --port=9001 --port=9002', {}, 9002],
    ['vllm', 'api', 'vllm serve m --port many', {}, 8000],
    ['vllm', 'api', 'vllm serve m --port', {}, 8000],
    ['vllm', 'metrics', 'vllm serve m --port 9001', {}, 9001],
    ['triton', 'api', 'tritonserver --metrics-port 7002 --http-port=7000', {}, 7000],
    ['triton', 'metrics', 'tritonserver --metrics-port 7002 --http-port=7000', {}, 7002],
    ['tgi', 'api', 'text-generation-launcher', { PORT: '80' }, 80],
    ['tgi', 'api', 'text-generation-launcher -p 81', { PORT: '80' }, 81],
    ['ollama', 'api', 'ollama serve', { OLLAMA_HOST: '0.0.0.0:11500' }, 11_500],
    ['ollama', 'api', 'ollama serve', { OLLAMA_HOST: '0.0.0.0' }, 11_434],
    ['torchserve', 'api', 'torchserve', { TS_INFERENCE_ADDRESS: 'http://0.0.0.0:8085/' }, 8085],
    ['transformers', 'api', 'python serve.py', {}, null],
    ['toString', 'api', 'x', {}, null],
  ] as const)('%s, %s of "%s" with %j', (server, which, command, env, port) => {
    expect(portOf(server, which, command.split(' '), env)).toBe(port);
  });

  it('stands in a text for a shell too', () => {
    expect(portOf('sglang', 'api', ['sh', '-c', 'exec sglang serve --port 31000'], {})).toBe(31_000);
  });
});
