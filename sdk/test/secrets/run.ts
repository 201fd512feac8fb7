import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface Run {
  /** Resolves with what follows the word on a line of its own on stdout; rejects when the process ends first. */
  says(word: string): Promise<string>;
  /** Lets the fixture end, and waits for it. */
  stop(): Promise<void>;
  readonly ended: Promise<number | null>;
  stdout(): Buffer;
  stderr(): Buffer;
}

/** A fixture in a process of its own, all of whose output is kept. */
export function runFixture(name: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Run {
  const file = fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
  const child = spawn(process.execPath, [file, ...args], { env: { ...process.env, ...env } });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return {
    ended,
    stdout: () => Buffer.concat(stdout),
    stderr: () => Buffer.concat(stderr),
    says: (word) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const line = new RegExp(`^${word} (.*)$`, 'm').exec(Buffer.concat(stdout).toString());
          if (line?.[1] !== undefined) {
            resolve(line[1]);
          }
        };
        child.stdout.on('data', look);
        look();
        void ended.then(() => {
          reject(new Error(`${name} ended before it said ${word}:\n${Buffer.concat(stderr).toString()}`));
        });
      }),
    stop: async () => {
      child.stdin.write('stop\n');
      await ended;
    },
  };
}
