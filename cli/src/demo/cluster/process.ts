import { spawn, type ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { cleanEnvironment } from '../environment.js';
import type { Guard } from '../guard/index.js';
import { SETTINGS_VARIABLE, type PodMessage, type PodSettings } from '../pod/index.js';

const KEPT_LINES = 20;

export interface PodProcess {
  /** Signals its whole process group. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): void;
  /** Resolves with the exit code, 128 + signal number where a signal ended it. Never rejects. */
  readonly ended: Promise<number>;
  /** The last lines that it wrote to stderr. */
  lastWords(): string;
}

export interface PodProcessOptions {
  readonly settings: PodSettings;
  readonly guard: Guard;
  onMessage(message: PodMessage): void;
  /** A line that it wrote to stdout or stderr. */
  onLine(line: string): void;
}

/** Starts the server of a pod as a process in a group of its own. */
export function startPodProcess(options: PodProcessOptions): PodProcess {
  const entry = fileURLToPath(new URL('../pod/main.js', import.meta.url));
  const child = spawn(process.execPath, [entry], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...cleanEnvironment(), [SETTINGS_VARIABLE]: JSON.stringify(options.settings) },
  });
  const group = child.pid;
  if (group !== undefined) options.guard.started(group);
  const kept: string[] = [];
  const keep = (line: string): void => {
    kept.push(line);
    if (kept.length > KEPT_LINES) kept.shift();
    options.onLine(line);
  };
  onLines(child.stdout, keep);
  onLines(child.stderr, keep);
  child.on('message', (message) => {
    options.onMessage(message as PodMessage);
  });

  const ended = exitCode(child, keep).finally(() => {
    if (group !== undefined) options.guard.ended(group);
  });
  return {
    kill(signal) {
      if (group === undefined || child.exitCode !== null || child.signalCode !== null) return;
      process.kill(-group, signal);
    },
    ended,
    lastWords: () => kept.join('\n'),
  };
}

function exitCode(child: ChildProcess, keep: (line: string) => void): Promise<number> {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      keep(`the process could not be started: ${error.message}`);
      resolve(127);
    });
    // 'close' comes after the last line of its output.
    child.once('close', (code, signal) => {
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

function onLines(stream: NodeJS.ReadableStream | null, onLine: (line: string) => void): void {
  let rest = '';
  stream?.setEncoding('utf8');
  stream?.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
  stream?.on('end', () => {
    if (rest !== '') onLine(rest);
  });
}
