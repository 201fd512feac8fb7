import { spawn } from 'node:child_process';
import { exitCodeOf } from './process/index.js';

/** Signals that end a program, or say something to it. */
const FORWARDED = [
  'SIGTERM',
  'SIGHUP',
  'SIGQUIT',
  'SIGUSR1',
  'SIGUSR2',
] as const satisfies readonly NodeJS.Signals[];

/**
 * Runs a server where what would tell of it cannot start: it has our own stdio, and we do no more than wait.
 *
 * @returns the exit code, as `runServer` has it
 */
export function runPlainly(
  [command, ...args]: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv,
): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'inherit', env });
    for (const signal of FORWARDED) process.on(signal, () => child.kill(signal));
    // Ctrl-C of a terminal reaches it without us.
    process.on('SIGINT', () => {
      if (!process.stdin.isTTY) child.kill('SIGINT');
    });
    child.once('error', (error) => {
      resolve(exitCodeOf({ code: null, signal: null, error }));
    });
    child.once('exit', (code, signal) => {
      resolve(exitCodeOf({ code, signal }));
    });
  });
}
