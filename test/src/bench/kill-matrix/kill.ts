import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Phase } from '@coldstart/conventions';
import { commandOf } from '../../coldstart/index.js';
import { DEATHS } from './deaths.js';
import type { Death, DeathName } from './deaths.js';
import { evidenceIn } from './evidence.js';

/** What became of one death. */
export interface Outcome {
  readonly phase: Phase;
  readonly death: DeathName;
  readonly killed: boolean;
  /** The next start shows one abandoned load, and it is attempt 1. */
  readonly recovered: boolean;
  readonly phaseRight: boolean;
  readonly reasonRight: boolean;
  /** The next load is attempt 2. */
  readonly attemptRight: boolean;
  /** How far the date on `/metrics` lies before that at which the process had ended, milliseconds. */
  readonly dateErrorMs: number | null;
}

interface Ended {
  /** Its exit code, or the signal that killed it. */
  readonly how: number | NodeJS.Signals | null;
  readonly output: string;
}

const TIMEOUT_MS = 30_000;

/** Has a server die in this phase, starts it again on the same folder and looks at what that says. */
export async function kill(phase: Phase, death: DeathName): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'coldstart-kill-'));
  try {
    const killed = await die(folder, phase, death);
    const diedS = Date.now() / 1000;
    const { output } = await run('survivor.js', [folder], [], () => undefined);
    const { abandoned, attempt } = evidenceIn((JSON.parse(output) as { readonly text: string }).text);
    const [found] = abandoned;
    return {
      phase,
      death,
      killed,
      recovered: abandoned.length === 1 && found?.attempt === '1',
      phaseRight: found?.phase === phase,
      reasonRight: found?.reason === DEATHS[death].reason,
      attemptRight: attempt === '2',
      dateErrorMs: found === undefined ? null : (diedS - found.atS) * 1000,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Victim {
  readonly pid: number;
  readonly grandchild: number | null;
}

/** Whether it died as it should, its child with it where the whole group was killed. */
async function die(folder: string, phase: Phase, name: DeathName): Promise<boolean> {
  const { by, ends, nodeOptions }: Death = DEATHS[name];
  const { how, output } = await run('victim.js', [folder, phase, name], nodeOptions, (line) => {
    const { pid } = JSON.parse(line) as Victim;
    if (by !== 'itself') {
      process.kill(by === 'group' ? -pid : pid, ends);
    }
  });
  if (how !== ends) {
    return false;
  }
  const { grandchild } = JSON.parse(output) as Victim;
  return by === 'group' ? grandchild !== null && (await hasGone(grandchild)) : true;
}

/** A process that its parent has not taken note of yet has no command any more. */
async function hasGone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 50; tries++) {
    if (commandOf(pid) === '') {
      return true;
    }
    await sleep(20);
  }
  return false;
}

/** Runs a program of this folder to its end, in a process group of its own; `onLine` gets its first line. */
async function run(
  program: string,
  args: readonly string[],
  nodeOptions: readonly string[],
  onLine: (line: string) => void,
): Promise<Ended> {
  const file = fileURLToPath(new URL(program, import.meta.url));
  const child = spawn(process.execPath, [...nodeOptions, file, ...args], {
    detached: true,
    // Its stack traces are wanted deaths.
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const whole = output.includes('\n');
    output += text;
    if (!whole && output.includes('\n')) {
      onLine(output.slice(0, output.indexOf('\n')));
    }
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { how: code ?? signal, output };
}
