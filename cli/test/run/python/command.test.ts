import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isPythonCommand } from '../../../src/run/python/index.js';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'coldstart-'));
  for (const [name, first] of [
    ['by-name', '#!/opt/venv/bin/python3'],
    ['by-env', '#!/usr/bin/env python3'],
    ['shell', '#!/bin/sh'],
    ['binary', '\x7fELF'],
  ] as const) {
    writeFileSync(join(folder, name), `${first}\n`);
    chmodSync(join(folder, name), 0o755);
  }
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const is = (line: string): boolean => {
  const [command = '', ...args] = line.split(' ');
  return isPythonCommand(command, args, { PATH: `/nowhere:${folder}` });
};

describe('isPythonCommand', () => {
  it.each([
    'python app.py',
    'python3 -m server',
    '/usr/bin/python3.12 app.py',
    'pypy3 app.py',
    'vllm serve org/model',
    'torchserve --start',
    'text-generation-launcher --model-id x',
    'uvicorn app:app',
    'gunicorn app:app',
    'serve run app:graph',
    'ray start --head',
    'by-name --port 1',
    'by-env',
    'env -i A=1 python3 app.py',
    'tini -g -- vllm serve org/model',
    'dumb-init env A=1 by-env',
    'uv run --no-sync uvicorn app:app',
    'conda run -n llm python app.py',
    'mpirun -np 2 --allow-run-as-root python app.py',
    'taskset -c 0-3 python3 app.py',
    'taskset 0x3 vllm serve org/model',
    'ionice -c 2 -n 0 python app.py',
    'timeout --signal TERM 600 by-env',
    'nsys profile -t cuda,nvtx -o out python app.py',
    'sudo -u llm python app.py',
    'bash by-name',
  ])('%s', (line) => {
    expect(is(line)).toBe(true);
  });

  it('looks into the script of a shell', () => {
    expect(isPythonCommand('sh', ['-c', 'cd /app && exec vllm serve org/model'], {})).toBe(true);
    expect(isPythonCommand('su', ['-', 'llm', '-c', 'vllm serve org/model'], {})).toBe(true);
    expect(isPythonCommand('su', ['-c', 'python3 app.py', 'llm'], {})).toBe(true);
    expect(isPythonCommand('su', ['llm', '-c', 'llama-server -m x.gguf'], {})).toBe(false);
    expect(isPythonCommand('/bin/bash', ['-lc', '/venv/bin/python3 app.py'], {})).toBe(true);
    expect(isPythonCommand('sh', ['-c', 'exec llama-server -m python.gguf'], {})).toBe(false);
  });

  it.each([
    'llama-server -m model.gguf',
    'ollama serve',
    'node server.js',
    'serve build',
    'uv sync',
    'pythonesque',
    'shell',
    'binary',
    'missing',
    'env',
    'timeout 600 llama-server -m python',
    'nsys stats python',
    'ollama serve python',
  ])('not %s', (line) => {
    expect(is(line)).toBe(false);
  });

  it('reads the first line of a script that is given by its path', () => {
    expect(isPythonCommand(join(folder, 'by-env'), [], {})).toBe(true);
    expect(isPythonCommand(folder, [], {})).toBe(false);
  });
});
