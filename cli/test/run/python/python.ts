import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startPythonHook } from '../../../src/run/python/index.js';
import type { PythonEvent } from '../../../src/run/python/index.js';

/** The name of an interpreter, or `null` where this machine has none. */
export const PYTHON = spawnSync('python3', ['--version']).status === 0 ? 'python3' : null;

/** Longer than any of these programs takes on a machine that is busy with others. */
const LONGEST_MS = 30_000;

export interface Program {
  /** Path → content, in a folder that is the current one of the program. */
  readonly files: Readonly<Record<string, string>>;
  /** Default: `main.py`. */
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly command?: string;
}

export interface Ran {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Reported extends Ran {
  readonly events: readonly PythonEvent[];
  readonly complaints: readonly string[];
}

/** Runs it as if we were not there. */
export function runAlone(program: Program): Promise<Ran> {
  return inFolder(program, (folder) => run(program, folder, environment(program)));
}

/** Runs it with the hook. */
export function runHooked(program: Program): Promise<Reported> {
  return inFolder(program, async (folder) => {
    const events: PythonEvent[] = [];
    const complaints: string[] = [];
    const hook = await startPythonHook({
      expected: true,
      onEvent: (event) => events.push(event),
      complain: (message) => complaints.push(message),
    });
    const ran = await run(program, folder, hook.env(environment(program)));
    await hook.close();
    return { ...ran, events, complaints };
  });
}

async function inFolder<T>(program: Program, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'coldstart-'));
  try {
    for (const [path, content] of Object.entries(program.files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function environment({ env }: Program): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, HOME: process.env.HOME, ...env };
}

async function run(program: Program, folder: string, env: NodeJS.ProcessEnv): Promise<Ran> {
  const command = program.command ?? PYTHON ?? 'python3';
  const child = spawn(command, program.args ?? ['main.py'], {
    cwd: folder,
    env: Object.fromEntries(
      Object.entries(env).map(([name, value]) => [name, value?.replaceAll('$PWD', folder)]),
    ),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LONGEST_MS,
    killSignal: 'SIGKILL',
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  const anonymous = (text: string): string => text.replaceAll(folder, '$PWD');
  return { code, signal, stdout: anonymous(stdout), stderr: anonymous(stderr) };
}
