import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPythonHook, type PythonEvent } from '@coldstart/cli';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installPython } from '../python/install.mjs';
import { startHub } from '../src/hub/index.js';

const PROGRAMS = fileURLToPath(new URL('../python/programs/', import.meta.url));
/** A download of 1.6 GB of packages, once. */
const INSTALL_MS = 600_000;
/** As `make_model.py` makes it. */
const SHARDS = 3;

const installed = installPython();
if ('missing' in installed) {
  console.error(
    `SKIPPED: the tests of the Python hook with real torch and transformers: ${installed.missing}`,
  );
}

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly events: readonly PythonEvent[];
}

async function run(
  python: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  hooked = true,
): Promise<Ran> {
  const events: PythonEvent[] = [];
  const hook = await startPythonHook({
    onEvent: (event) => events.push(event),
    complain: (message) => {
      throw new Error(message);
    },
  });
  const base = { PATH: process.env.PATH, HOME: process.env.HOME, TORCH_LOGS: '-all', ...env };
  const child = spawn(python, args, {
    env: hooked ? hook.env(base) : base,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  const [code] = (await once(child, 'close')) as [number | null];
  if (hooked) await hook.close();
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

const names = (events: readonly PythonEvent[]): string[] => phases(events).map(({ phase }) => phase);
const of = <T extends PythonEvent['type']>(
  events: readonly PythonEvent[],
  type: T,
): Extract<PythonEvent, { type: T }>[] =>
  events.filter((event): event is Extract<PythonEvent, { type: T }> => event.type === type);

describe.skipIf('missing' in installed).each([4, 5] as const)('with transformers %s', (major) => {
  const python = 'missing' in installed ? '' : installed[major];
  let folder: string;
  let model: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'coldstart-'));
    model = join(folder, 'small');
    const made = spawnSync(python, [join(PROGRAMS, 'make_model.py'), model], { encoding: 'utf8' });
    expect(made.status, made.stderr).toBe(0);
  }, INSTALL_MS);

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('tells the phases of a model in a folder, its compilation and its first answer', async () => {
    const { code, stdout, stderr, events } = await run(
      python,
      [join(PROGRAMS, 'load.py'), model, 'compile'],
      {},
    );
    expect(code, stderr).toBe(0);
    expect(stdout).toBe('answered 7\n');
    expect(names(events)).toEqual([
      'runtime_init',
      'tokenizer_init',
      'weights_load',
      'weights_read',
      'compile',
    ]);
    const [start, tokenizer, load, read] = phases(events);
    expect(start?.endS).toBeLessThanOrEqual(load?.startS ?? 0);
    expect(tokenizer?.endS).toBeLessThanOrEqual(load?.startS ?? 0);
    expect(read?.startS).toBeGreaterThanOrEqual(load?.startS ?? Infinity);
    expect(read?.endS).toBeLessThanOrEqual(load?.endS ?? 0);
    const bytes = of(events, 'progress').at(-1);
    expect(bytes?.bytes).toBe(bytes?.expectedBytes);
    expect(bytes?.bytes).toBeGreaterThan(1e6);
    expect(of(events, 'first_generate').map(({ edge, outcome }) => [edge, outcome])).toEqual([
      ['begin', 'ok'],
      ['end', 'ok'],
    ]);
    expect(of(events, 'diagnostic')).toEqual([]);
    expect(of(events, 'exit')).toEqual([expect.objectContaining({ clean: true, error: null })]);
    expect(of(events, 'begin').find(({ activity }) => activity === 'model')?.name).toBe('small');
  });

  it('tells a download by its bytes, and the cache the second time', async () => {
    const hub = await startHub(model, 'org/small');
    try {
      const env = { HF_ENDPOINT: hub.url, HF_HOME: join(folder, 'cache'), HF_HUB_DISABLE_TELEMETRY: '1' };
      const first = await run(python, [join(PROGRAMS, 'load.py'), 'org/small'], env);
      expect(first.code, first.stderr).toBe(0);
      expect(hub.served.filter((name) => name.endsWith('.safetensors'))).toHaveLength(SHARDS);
      expect(names(first.events).filter((name) => name.startsWith('weights_'))).toEqual([
        'weights_fetch',
        'weights_load',
        'weights_read',
      ]);
      const fetch = phases(first.events).find(({ phase }) => phase === 'weights_fetch');
      const load = phases(first.events).find(({ phase }) => phase === 'weights_load');
      expect(fetch?.endS).toBeLessThanOrEqual(load?.startS ?? 0);
      const fetched = of(first.events, 'end').filter(({ activity }) => activity === 'fetch');
      expect(fetched.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0)).toBeGreaterThan(1e6);
      expect(new Set(of(first.events, 'source').map(({ source }) => source))).toEqual(new Set(['remote']));

      const second = await run(python, [join(PROGRAMS, 'load.py'), 'org/small'], env);
      expect(second.code, second.stderr).toBe(0);
      expect(names(second.events)).not.toContain('weights_fetch');
      expect(of(second.events, 'source').map(({ source }) => source)).not.toContain('remote');
      expect(second.stdout).toBe(first.stdout);
    } finally {
      await hub.close();
    }
  });

  it('leaves an exception of the library to the program', async () => {
    const args = [join(PROGRAMS, 'load.py'), join(folder, 'nowhere')];
    const [alone, hooked] = [
      await run(python, args, { HF_HUB_OFFLINE: '1' }, false),
      await run(python, args, { HF_HUB_OFFLINE: '1' }),
    ];
    const last = ({ stderr }: Ran): string | undefined => stderr.trimEnd().split('\n').at(-1);
    expect([hooked.code, hooked.stdout, last(hooked)]).toEqual([alone.code, alone.stdout, last(alone)]);
    expect(hooked.code).toBe(1);
    expect(of(hooked.events, 'exit')[0]?.error).toMatch(/Error/);
    expect(of(hooked.events, 'diagnostic')).toEqual([]);
  });
});
