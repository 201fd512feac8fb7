import { spawn } from 'node:child_process';
import { exitCodeOf } from './process/index.js';

/** Signals that end a program, or say something to it. The keys of a terminal reach the server without us. */
const FORWARDED = ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const satisfies readonly NodeJS.Signals[];

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
    process.on('SIGINT', () => undefined);
    child.once('error', (error) => {
      resolve(exitCodeOf({ code: null, signal: null, error }));
    });
    child.once('exit', (code, signal) => {
      resolve(exitCodeOf({ code, signal }));
    });
  });
}
