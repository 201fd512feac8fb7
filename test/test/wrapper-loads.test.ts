import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ColdStart } from '@coldstart/timeline';
import { afterEach, describe, expect, it } from 'vitest';
import { installLibraries } from '../libraries/install.mjs';
import { installPython } from '../python/install.mjs';
import { findProgram } from '../src/programs/index.js';
import { freePort, startPrometheus } from '../src/prometheus/index.js';
import { eventually, openEye, startWrapper } from '../src/wrapper/index.js';
import type { Wrapper, WrapperOptions } from '../src/wrapper/index.js';
import { Workplace } from '../src/zero-code/index.js';

const LLAMA_SERVER = fileURLToPath(new URL('../src/wrapper/llama-server.mjs', import.meta.url));
const PROGRAMS = fileURLToPath(new URL('../python/programs/', import.meta.url));

const prometheus = findProgram('prometheus');
const libraries = installLibraries();
const python = installPython();
for (const [what, missing] of [
  ['real servers below the wrapper', prometheus === null ? 'no prometheus is on PATH' : null],
  ['llama.cpp below the wrapper', libraries],
  ['transformers below the wrapper', 'missing' in python ? python.missing : null],
]) {
  if (missing !== null) process.stderr.write(`SKIPPED: ${what}: ${missing}\n`);
}

const cleaning: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleaning.splice(0).reverse()) await clean();
});

/** The cold start of a server, as a Prometheus that scrapes its wrapper every second shows it once it is ready. */
async function seen(
  command: readonly string[],
  options: WrapperOptions & { readonly port: number },
): Promise<{ coldStart: ColdStart | undefined; wrapper: Wrapper; fromS: number }> {
  const fromMs = Date.now();
  const scraper = await startPrometheus(prometheus ?? '', [`127.0.0.1:${options.port}`]);
  const eye = await openEye(scraper.url);
  const wrapper = await startWrapper(command, options);
  cleaning.push(
    () => scraper.stop(),
    () => eye.close(),
    () => wrapper.stop('SIGKILL'),
  );
  let coldStart: ColdStart | undefined;
  const isReady = await eventually(async () => {
    [coldStart] = await eye.coldStarts(options.pod, fromMs);
    return coldStart?.outcome.kind === 'ready';
  }, 60_000);
  expect(isReady, wrapper.stderr()).toBe(true);
  return { coldStart, wrapper, fromS: fromMs / 1000 };
}

/** Each phase runs inside the cold start, and ends. */
function expectSound(coldStart: ColdStart | undefined, fromS: number): void {
  expect(coldStart?.startS).toBeGreaterThan(fromS);
  for (const { startS, endS, state } of coldStart?.phases ?? []) {
    expect(state).toBe('ok');
    expect(startS).toBeGreaterThanOrEqual(coldStart?.startS ?? NaN);
    expect(endS).toBeGreaterThan(startS);
    expect(endS).toBeLessThanOrEqual((coldStart?.endS ?? NaN) + 1e-3);
  }
}

describe.skipIf(prometheus === null || libraries !== null)('llama.cpp itself, below the wrapper', () => {
  it('has its phases from its own lines, and is ready when it answers', async () => {
    const place = new Workplace();
    cleaning.push(() => {
      place.remove();
    });
    const file = join(place.folder, 'llama-server.mjs');
    copyFileSync(LLAMA_SERVER, file);
    const [port, api] = [await freePort(), await freePort()];
    const { coldStart, wrapper, fromS } = await seen([process.execPath, file], {
      pod: 'llama',
      port,
      flags: ['--server', 'llama.cpp', '--ready-http', `http://127.0.0.1:${api}/health`, '--model', 'tiny'],
      env: { PORT: String(api) },
    });
    expect(wrapper.stderr()).toContain('llama_model_loader: loaded meta data with 18 key-value pairs');
    expect(coldStart?.model).toBe('tiny');
    expect(coldStart?.phases.map(({ phase }) => phase)).toEqual([
      'runtime_init',
      'weights_load',
      'cache_alloc',
    ]);
    expectSound(coldStart, fromS);
    expect(wrapper.stderr()).toMatch(
      /coldstart: llama\.cpp is ready with "tiny" after [\d.]+ s: runtime init/,
    );
  });
});

describe.skipIf(prometheus === null || 'missing' in python)('transformers itself, below the wrapper', () => {
  const pythons = 'missing' in python ? { 4: '', 5: '' } : python;

  it.each([4, 5] as const)(
    'of version %s has its phases by the hook, and is ready by its first answer',
    async (major) => {
      const folder = mkdtempSync(join(tmpdir(), 'coldstart-loads-'));
      cleaning.push(() => {
        rmSync(folder, { recursive: true });
      });
      const model = join(folder, 'small');
      const made = spawnSync(pythons[major], [join(PROGRAMS, 'make_model.py'), model], { encoding: 'utf8' });
      expect(made.status, made.stderr).toBe(0);
      const { coldStart, wrapper, fromS } = await seen(
        [pythons[major], join(PROGRAMS, 'load.py'), model, '--stay'],
        { pod: `transformers-${major}`, port: await freePort(), env: { HF_HUB_OFFLINE: '1' } },
      );
      expect(wrapper.stdout()).toBe('answered 7\n');
      expect(coldStart?.phases.map(({ phase }) => phase)).toEqual([
        'runtime_init',
        'tokenizer_init',
        'weights_load',
        'weights_read',
      ]);
      expectSound(coldStart, fromS);
      const [load, read] = ['weights_load', 'weights_read'].map((name) =>
        coldStart?.phases.find(({ phase }) => phase === name),
      );
      // The library closes its files a moment after the model is there.
      expect(read?.startS).toBeGreaterThan(load?.startS ?? NaN);
      expect(read?.endS).toBeLessThan((load?.endS ?? NaN) + 0.05);
      expect(coldStart?.bytes?.loaded).toBeGreaterThan(100_000);
      expect(wrapper.stderr()).toContain('is ready with');
      expect(await wrapper.stop('SIGTERM')).toBe(143);
    },
  );
});

describe('while a server loads', () => {
  it('/metrics, /healthz and /readyz answer, and go on when it is ready', async () => {
    const port = await freePort();
    const api = await freePort();
    const folder = mkdtempSync(join(tmpdir(), 'coldstart-loads-'));
    cleaning.push(() => {
      rmSync(folder, { recursive: true });
    });
    const go = join(folder, 'go');
    const wrapper = await startWrapper(
      [
        'sh',
        '-c',
        `echo 'INFO 03-04 10:00:01 [gpu_model_runner.py:1595] Starting to load model acme/otter-7b...'; while [ ! -e '${go}' ]; do sleep 0.05; done; exec ${process.execPath} -e "require('net').createServer().listen(${api}, '127.0.0.1')"`,
      ],
      { pod: 'loads', port, flags: ['--server', 'vllm', '--ready-tcp', `127.0.0.1:${api}`] },
    );
    cleaning.push(() => wrapper.stop('SIGKILL'));
    const ask = async (path: string): Promise<number> =>
      (await fetch(`http://127.0.0.1:${port}${path}`)).status;
    expect(await eventually(async () => /phase="weights_load"/.test(await wrapper.metrics()), 5000)).toBe(
      true,
    );
    expect([await ask('/metrics'), await ask('/healthz'), await ask('/readyz')]).toEqual([200, 200, 503]);
    writeFileSync(go, '');
    await wrapper.says(/vLLM is ready with/);
    expect(await eventually(async () => (await ask('/readyz')) === 200, 5000)).toBe(true);
  });
});
