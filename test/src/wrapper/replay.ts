import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Wrapper } from './wrapper.js';
import { startWrapper } from './wrapper.js';

const PROGRAM = fileURLToPath(new URL('replay.mjs', import.meta.url));

export interface Replay {
  readonly pod: string;
  readonly port: number;
  readonly log: string;
  readonly server: string;
  /** For what it writes down. */
  readonly folder: string;
  /** How long it takes. */
  readonly seconds: number;
  /** Its exit code at SIGTERM. */
  readonly exit: number;
  readonly env?: NodeJS.ProcessEnv;
}

export interface Replaying {
  readonly wrapper: Wrapper;
  /** The log with the moments at which its lines were written. */
  readonly written: string;
  /** Whether it has printed everything. */
  readonly done: () => boolean;
  /** When the server started, Unix seconds: the first stamp of `written`. */
  readonly startedS: () => number;
}

/** `coldstart run` around a program that prints a log as the server did, faster. */
export async function startReplay(replay: Replay): Promise<Replaying> {
  const { pod, port, log, server, folder, seconds, exit, env } = replay;
  const written = join(folder, `${pod}.log`);
  const wrapper = await startWrapper([process.execPath, PROGRAM, log, String(seconds), written], {
    pod,
    port,
    flags: ['--server', server, '--model', 'replayed', '--no-python-hook'],
    env: { ...env, REPLAY_EXIT: String(exit) },
  });
  return {
    wrapper,
    written,
    done: () => existsSync(`${written}.done`),
    startedS: () => Date.parse(readFileSync(written, 'utf8').slice(0, 24).replace(/Z?$/, 'Z')) / 1000,
  };
}
