import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPythonHook, type PythonEvent } from '@coldstart/cli';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installPython } from '../python/install.mjs';
import { measure, toMarkdown } from '../src/gpu/index.js';
import { startHub, type Hub } from '../src/hub/index.js';

const PROGRAMS = fileURLToPath(new URL('../python/programs/', import.meta.url));
const installed = installPython();
if ('missing' in installed) {
  process.stderr.write(`SKIPPED: the Python hook with real torch and transformers: ${installed.missing}\n`);
}

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly events: readonly PythonEvent[];
}

async function run(python: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ran> {
  const events: PythonEvent[] = [];
  const hook = await startPythonHook({
    expected: true,
    onEvent: (event) => events.push(event),
    complain: (message) => {
      throw new Error(message);
    },
  });
  const base = { PATH: process.env.PATH, HOME: process.env.HOME, TORCH_LOGS: '-all', ...env };
  const child = spawn(python, args, {
    env: hook.env(base),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  const [code] = (await once(child, 'close')) as [number | null];
  await hook.close();
  return { code, stdout, stderr, events };
}

/** From the first begin to the last end of a phase, and what it is called, in the order of their begins. */
function phases(events: readonly PythonEvent[]): { phase: string; startS: number; endS: number }[] {
  const found = new Map<string, { phase: string; startS: number; endS: number }>();
  for (const event of events) {
    if ((event.type !== 'begin' && event.type !== 'end') || event.phase === null) continue;
    const { phase, atS } = event;
    const before = found.get(phase) ?? { phase, startS: atS, endS: atS };
    found.set(phase, { phase, startS: Math.min(before.startS, atS), endS: Math.max(before.endS, atS) });
  }
  return [...found.values()].sort((a, b) => a.startS - b.startS);
}

function sizeOfWeights(folder: string): number {
  const files = readdirSync(folder).filter((name) => name.endsWith('.safetensors'));
  return files.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

const names = (events: readonly PythonEvent[]): string[] => phases(events).map(({ phase }) => phase);
const of = <T extends PythonEvent['type']>(
  events: readonly PythonEvent[],
  type: T,
): Extract<PythonEvent, { type: T }>[] =>
  events.filter((event): event is Extract<PythonEvent, { type: T }> => event.type === type);

describe.skipIf('missing' in installed)('the Python hook', () => {
  const pythons = 'missing' in installed ? { 4: '', 5: '' } : installed;
  let folder: string;
  let model: string;
  let hub: Hub;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'coldstart-'));
    model = join(folder, 'small');
    const made = spawnSync(pythons[4], [join(PROGRAMS, 'make_model.py'), model], { encoding: 'utf8' });
    expect(made.status, made.stderr).toBe(0);
    hub = await startHub(model, 'org/small');
  });

  afterAll(async () => {
    await hub.close();
    rmSync(folder, { recursive: true });
  });

  const load = (major: 4 | 5, args: readonly string[]): Promise<Ran> =>
    run(pythons[major], [join(PROGRAMS, 'load.py'), ...args], {
      HF_ENDPOINT: hub.url,
      HF_HOME: join(folder, `cache-${major}`),
      HF_HUB_DISABLE_TELEMETRY: '1',
    });

  describe.each([4, 5] as const)('with transformers %s', (major) => {
    it('tells the phases of a model from the hub: its download, load, compilation and first answer', async () => {
      const { code, stdout, stderr, events } = await load(major, ['org/small', '--compile']);
      expect(code, stderr).toBe(0);
      expect(stdout).toBe('answered 7\n');
      expect(names(events)).toEqual([
        'runtime_init',
        'tokenizer_init',
        'weights_fetch',
        'weights_load',
        'weights_read',
        'compile',
      ]);
      const [start, tokenizer, fetch, loading, read, compile] = phases(events);
      expect(start?.endS).toBeLessThanOrEqual(fetch?.startS ?? 0);
      expect(tokenizer?.endS).toBeLessThanOrEqual(fetch?.startS ?? 0);
      expect(fetch?.endS).toBeLessThanOrEqual(loading?.startS ?? 0);
      expect(read?.endS).toBeLessThanOrEqual(loading?.endS ?? 0);
      expect(loading?.endS).toBeLessThanOrEqual(compile?.startS ?? 0);

      expect(hub.served.filter((name) => name.endsWith('.safetensors')).length).toBeGreaterThan(1);
      const fetched = of(events, 'end').filter(({ activity }) => activity === 'fetch');
      const bytes = fetched.reduce((sum, event) => sum + (event.bytes ?? 0), 0);
      expect(bytes).toBe(sizeOfWeights(model));
      expect(of(events, 'progress').at(-1)).toEqual({ type: 'progress', bytes, expectedBytes: bytes });
      expect(new Set(of(events, 'source').map(({ source }) => source))).toEqual(new Set(['remote']));

      expect(of(events, 'begin').find(({ activity }) => activity === 'model')?.name).toBe('org/small');
      expect(of(events, 'first_generate').map(({ edge, outcome }) => [edge, outcome])).toEqual([
        ['begin', 'ok'],
        ['end', 'ok'],
      ]);
      expect(of(events, 'diagnostic')).toEqual([]);
      expect(of(events, 'exit')).toEqual([expect.objectContaining({ clean: true, error: null })]);
    });

    it('tells a model in the cache of the hub by its read alone', async () => {
      const { code, stderr, events } = await load(major, ['org/small']);
      expect(code, stderr).toBe(0);
      expect(names(events).filter((name) => name.startsWith('weights_'))).toEqual([
        'weights_load',
        'weights_read',
      ]);
      expect(of(events, 'source').map(({ source }) => source)).not.toContain('remote');
      const bytes = sizeOfWeights(model);
      expect(of(events, 'progress').at(-1)).toEqual({ type: 'progress', bytes, expectedBytes: bytes });
    });
  });

  it('tells the tensors that are taken out of a file by hand, but not a look at its header', async () => {
    const file = join(model, 'model-00001-of-00003.safetensors');
    const program = `
from safetensors import safe_open
with safe_open(${JSON.stringify(file)}, framework='numpy') as header:
    names = list(header.keys())
with safe_open(${JSON.stringify(file)}, framework='numpy') as weights:
    print(sum(weights.get_tensor(name).nbytes > 0 for name in names) == len(names), isinstance(weights, safe_open))
`;
    const { stdout, stderr, events } = await run(pythons[5], ['-c', program], {});
    expect([stdout, stderr]).toEqual(['True True\n', '']);
    expect(events.map(({ type }) => type)).toEqual(['hello', 'begin', 'end', 'exit']);
    expect(names(events)).toEqual(['weights_read']);
  });

  it('is what a GPU machine is measured by', async () => {
    const measured = await measure({ cache: 'cold', placement: 'device_map' }, model, {
      python: pythons[5],
      device: 'cpu',
    });
    const seen = measured.page.phases.map(({ phase }) => phase);
    expect(seen).toEqual(
      expect.arrayContaining(['runtime_init', 'tokenizer_init', 'weights_load', 'weights_read']),
    );
    expect(measured.totalS).toBeGreaterThan(0);
    const text = toMarkdown('A model', [measured]);
    expect(text).toContain('| cold | device_map |');
    expect(text).toMatch(/^\| weights_load \| \d+\.\d\d s \| \d+\.\d\d s \| /m);
  });

  it('leaves an exception of the library to the program', async () => {
    const { code, stdout, stderr, events } = await load(5, [join(folder, 'nowhere')]);
    expect([code, stdout]).toEqual([1, '']);
    const error = of(events, 'exit')[0]?.error ?? '';
    expect(stderr).toContain(error.slice(0, 100));
    expect(error).toMatch(/Error: /);
    expect(of(events, 'diagnostic')).toEqual([]);
  });
});
