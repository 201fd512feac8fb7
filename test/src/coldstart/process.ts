import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../../cli/dist/main.js', import.meta.url));

export interface Running {
  readonly pid: number;
  /** What it has written so far, stdout and stderr apart. */
  stdout(): string;
  stderr(): string;
  /** The exit code, once it has ended. */
  readonly ended: Promise<number | null>;
  /** Resolves with the match once stderr holds one; rejects when the process ends first. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  /** Asks it to end and waits for that. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/**
 * `coldstart ARGS…` as a process of its own.
 *
 * @param under a command that runs the command that follows it
 */
export function startProcess(
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
  under: readonly string[] = [],
): Running {
  const [program = '', ...rest] = [...under, process.execPath, MAIN, ...args];
  const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'pipe'], env });
  const written = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (written.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (written.stderr += text));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return {
    pid: child.pid ?? -1,
    stdout: () => written.stdout,
    stderr: () => written.stderr,
    ended,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const match = pattern.exec(written.stdout + written.stderr);
          if (match !== null) {
            resolve(match);
          }
        };
        child.stdout.on('data', look);
        child.stderr.on('data', look);
        look();
        void ended.then((code) => {
          reject(
            new Error(`it ended with ${String(code)} before it said ${String(pattern)}:\n${written.stderr}`),
          );
        });
      }),
    stop: (signal = 'SIGINT') => {
      child.kill(signal);
      return ended;
    },
  };
}
