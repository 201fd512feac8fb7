import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Init } from './init.js';

const MAIN = fileURLToPath(new URL('../../../../cli/dist/main.js', import.meta.url));
const WRAPPER = [process.execPath, MAIN, 'run', '--metrics-port', 'off', '--'];
const TIMEOUT_MS = 60_000;

export interface Wrapped {
  /** Process id to which a container runtime would send its signals: that of the init, or of the wrapper. */
  readonly target: () => number;
  readonly ended: Promise<{ readonly code: number | null; readonly stdout: string }>;
}

/**
 * `coldstart run` around a command, below an init.
 *
 * @param shell a shell script that gets all of that as `"$@"`, where a shell stands around it
 */
export function wrapped(init: Init, command: readonly string[], shell?: string): Wrapped {
  const [program = '', ...args] = [
    ...(shell === undefined ? [] : ['sh', '-c', shell, 'sh']),
    ...init.under,
    ...WRAPPER,
    ...command,
  ];
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
  });
  return { target: () => targetOf(child, init), ended: endOf(child) };
}

async function endOf(child: ChildProcess): Promise<{ code: number | null; stdout: string }> {
  const closed = once(child, 'close') as Promise<[number | null]>;
  const [[code], stdout] = await Promise.all([closed, child.stdout === null ? '' : text(child.stdout)]);
  return { code, stdout };
}

/** `unshare` itself stands outside of the namespace, its only child is process 1. */
function targetOf({ pid = 0 }: ChildProcess, { under }: Init): number {
  if (under.length === 0) return pid;
  const child = Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim());
  // A signal to 0 would be one to ourselves.
  if (!(child > 0)) throw new Error(`process ${pid}, unshare, has no child`);
  return child;
}
