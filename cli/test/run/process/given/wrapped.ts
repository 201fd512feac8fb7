import { execFileSync, spawn, spawnSync, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

const BUILT = resolve(import.meta.dirname, '../../../../dist/run/process/index.js');
export const WRAP = resolve(import.meta.dirname, 'wrap.mjs');
export const RECORDER = resolve(import.meta.dirname, 'recorder.mjs');

/** What the wrapper has seen; sizes in bytes. */
export interface Sight {
  readonly stdout: number;
  readonly stderr: number;
  readonly startedS: number;
  readonly drain: string;
  readonly drainMs: number;
  readonly maxRssBytes: number;
}

export interface Wrapped {
  readonly process: ChildProcess;
  /** A folder that is there as long as the test. */
  readonly folder: string;
  readonly exit: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  /** All of a stream until now, where it is read. */
  readonly stdout: () => Buffer;
  readonly stderr: () => Buffer;
  sight(): Sight;
  says(): string;
}

export interface WrappedOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly stdio?: StdioOptions;
  /** A command that runs the wrapper's command, which follows it. */
  readonly under?: readonly string[];
  /** Options of Node. */
  readonly node?: readonly string[];
  /** Nobody reads its stdout until it is asked for. */
  readonly stalled?: boolean;
}

/** Runs a command in a wrapper that is a process of its own. */
export function wrapped(command: readonly string[], options: WrappedOptions = {}): Wrapped {
  if (!existsSync(BUILT)) throw new Error(`${BUILT} is missing. Build it: npm run build`);
  const folder = givenFolder();
  const [program = '', ...args] = [
    ...(options.under ?? []),
    process.execPath,
    ...(options.node ?? []),
    WRAP,
    ...command,
  ];
  const env = {
    ...process.env,
    WRAP_SAYS: join(folder, 'says'),
    WRAP_SEES: join(folder, 'sees'),
    ...options.env,
  };
  const child = spawn(program, args, { env, stdio: options.stdio ?? ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const stdout = options.stalled === true ? () => Buffer.alloc(0) : collect(child.stdout);
  const stderr = collect(child.stderr);
  return {
    process: child,
    folder,
    stdout,
    stderr,
    exit: new Promise((done) => {
      // After the last byte: what is read here has been read.
      child.once('close', (code, signal) => {
        done({ code, signal });
      });
    }),
    sight: () => JSON.parse(readFileSync(join(folder, 'sees'), 'utf8')) as Sight,
    says: () => textOf(join(folder, 'says')),
  };
}

/** A pipe of the kernel, 64 KiB, that nobody reads until `read` is called. */
export interface StalledPipe {
  readonly writeEnd: number;
  /** Reads from now on; gives all until now. */
  read(): { readonly text: () => string; readonly ended: Promise<void> };
}

export function stalledPipe(): StalledPipe {
  const path = join(givenFolder(), 'pipe');
  execFileSync('mkfifo', [path]);
  const readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writeEnd = openSync(path, constants.O_WRONLY);
  return {
    writeEnd,
    read() {
      closeSync(writeEnd);
      // Not before: a socket reads ahead.
      const reader = new Socket({ fd: readEnd, readable: true, writable: false });
      onTestFinished(() => {
        reader.destroy();
      });
      const bytes = collect(reader);
      return { text: () => bytes().toString(), ended: once(reader, 'end').then(() => undefined) };
    },
  };
}

export function collect(stream: NodeJS.ReadableStream | null): () => Buffer {
  const chunks: Buffer[] = [];
  stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks);
}

export function givenFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'coldstart-test-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** Text of a file, empty where there is none. */
export function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Waits until something holds; the test's own time limit ends it otherwise. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(20);
}

/** Process ids of the children of a process, as this process sees them; none where it is gone. */
export function childrenOf(pid: number): readonly number[] {
  return textOf(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);
}

/** Its only child. @throws Error where it has none: what is 0 to `kill` is the test's own group */
export function onlyChildOf(pid: number): number {
  const children = childrenOf(pid);
  const [child] = children;
  if (child === undefined || children.length > 1) throw new Error(`${pid} has ${children.length} children`);
  return child;
}

/** `S` asleep, `T` stopped, `Z` zombie and so on; empty where it is gone. */
export function stateOf(pid: number): string {
  return /^State:\s+(\S)/m.exec(textOf(`/proc/${pid}/status`))?.[1] ?? '';
}

/** Resident memory, bytes. */
export function memoryOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(textOf(`/proc/${pid}/status`))?.[1] ?? 0) * 1024;
}

/** Runs what follows it as process 1 of a namespace of its own. */
export const AS_PROCESS_1 = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child'];
export const canBeProcess1 = spawnSync('unshare', [...AS_PROCESS_1.slice(1), 'true']).status === 0;
export const hasTini = spawnSync('tini', ['--version']).status === 0;
export const hasScript = spawnSync('script', ['--version']).status === 0;

/** For Node's `--import`: koffi is not installed. */
export const WITHOUT_KOFFI = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier === 'koffi') throw Object.assign(new Error('not here'), { code: 'ERR_MODULE_NOT_FOUND' });
      return next(specifier, context);
    },
  });
`)}`;
