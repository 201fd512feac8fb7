import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { openRoutes, type Route } from './conduits/index.js';
import { findDestinations, openSink, type OutputName } from './destinations/index.js';
import type { Exit } from './exit.js';
import { forward, type Drain, type Forwarding } from './forward.js';

export interface ChildOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /**
   * Who gets a signal: its process group, it and what it started and did not set apart; or itself alone, as the kubelet
   * would do it, for a server that ends its own processes in order.
   */
  readonly signals: 'group' | 'process';
  /**
   * What the child wrote, after it was handed on, in the same turn of the event loop. Where our stdout and stderr are
   * one place, both come as `stdout`. It is not called again after it has thrown.
   */
  readonly onOutput?: (chunk: Buffer, stream: OutputName) => void;
  /** A line for a person: what could not be had or done, and what that means. */
  readonly say: (line: string) => void;
}

export interface Child {
  /** `null` where it could not be started. */
  readonly pid: number | null;
  /** Unix seconds at which it was started. */
  readonly startedS: number;
  readonly exited: Promise<Exit>;
  /** When its output has been handed on to the end; never before `exited`. */
  readonly drained: Promise<Drain>;
  /** The last signal that asked it to end; `null` for none. */
  readonly askedBy: NodeJS.Signals | null;
  /** No `onOutput` from now on: what is left is a plain pipe. */
  stopObserving(): void;
  /**
   * Sends it a signal, or its process group (see `ChildOptions.signals`). After its exit, a signal that ends programs ends the wait for a reader that takes nothing (see `Drain`).
   */
  signal(signal: NodeJS.Signals): void;
}

const ENDING: ReadonlySet<NodeJS.Signals> = new Set(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT']);

const LOST: Readonly<Record<Exclude<Drain, 'complete'>, string>> = {
  held: 'the server has ended, but a process that it left behind still holds its output: that goes nowhere now',
  cut: 'output of the server is lost: nobody read it, and we were told to end',
};

/** The worst first. */
const DRAINS = ['cut', 'held', 'complete'] as const satisfies readonly Drain[];

/**
 * Starts a program that sees what it would see without us: our stdin, and a pipe or a terminal as stdout and stderr.
 * It leads a session and a process group of its own, so that a signal to our group reaches it once, through us;
 * therefore it has no controlling terminal (`/dev/tty`).
 *
 * If we are killed with SIGKILL it lives on, and what it writes then fails with EPIPE.
 *
 * @returns also where it could not be started: `exited` says why. Never rejects.
 */
export async function startChild(options: ChildOptions): Promise<Child> {
  const { command, args, env, signals, onOutput, say } = options;
  const routes = await openRoutes(findDestinations(), say);
  const startedS = (performance.timeOrigin + performance.now()) / 1000;
  const started = trySpawn(command, args, {
    env,
    detached: true,
    stdio: ['inherit', childEnd(routes, 'stdout'), childEnd(routes, 'stderr')],
  });
  const child = started instanceof Error ? null : started;
  const pid = child?.pid ?? null;

  const forwardings = routes.flatMap(({ destination, conduit }) => {
    const sink = openSink(destination, say);
    const name = destination.takes[0] ?? 'stdout';
    const show =
      onOutput === undefined
        ? undefined
        : guarded((chunk) => {
            onOutput(chunk, name);
          }, say);
    return conduit.open(child).map((source) => forward(source, sink, show));
  });
  let running = pid !== null;
  let askedBy: NodeJS.Signals | null = null;
  const exited = exitOf(started).then((exit) => {
    running = false;
    for (const each of forwardings) each.expectEnd();
    return exit;
  });

  return {
    pid,
    startedS,
    exited,
    drained: exited
      .then(() => worst(forwardings))
      .then((drain) => {
        if (drain !== 'complete') say(LOST[drain]);
        return drain;
      }),
    stopObserving() {
      for (const each of forwardings) each.stopObserving();
    },
    get askedBy() {
      return askedBy;
    },
    signal(signal) {
      if (ENDING.has(signal)) askedBy = signal;
      if (signal === 'SIGWINCH') for (const { conduit } of routes) conduit.resize();
      if (running && pid !== null) send(signals === 'group' ? -pid : pid, signal, say);
      else if (ENDING.has(signal)) for (const each of forwardings) each.hurry();
    },
  };
}

/** Some errors are thrown, others come as an event: here the first kind. */
function trySpawn(
  command: string,
  args: readonly string[],
  options: SpawnOptions,
): ChildProcess | NodeJS.ErrnoException {
  try {
    return spawn(command, args, options);
  } catch (error) {
    return error as NodeJS.ErrnoException;
  }
}

function childEnd(routes: readonly Route[], name: OutputName): number | 'pipe' | 'ignore' {
  return routes.find(({ destination }) => destination.takes.includes(name))?.conduit.childEnd ?? 'ignore';
}

function exitOf(started: ChildProcess | NodeJS.ErrnoException): Promise<Exit> {
  if (started instanceof Error) return Promise.resolve({ code: null, signal: null, error: started });
  return new Promise((resolve) => {
    started.once('exit', (code, signal) => {
      resolve({ code, signal });
    });
    started.once('error', (error) => {
      resolve({ code: null, signal: null, error });
    });
  });
}

async function worst(forwardings: readonly Forwarding[]): Promise<Drain> {
  const drains = await Promise.all(forwardings.map(({ drained }) => drained));
  return DRAINS.find((drain) => drains.includes(drain)) ?? 'complete';
}

/** @param to a process, or a group where it is negative */
function send(to: number, signal: NodeJS.Signals, say: (line: string) => void): void {
  try {
    process.kill(to, signal);
  } catch (error) {
    // ESRCH: it has ended, and we are about to learn of it.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') {
      say(
        `${signal} could not be handed on to ${to < 0 ? 'process group' : 'process'} ${Math.abs(to)}: ${(error as Error).message}`,
      );
    }
  }
}

/** The stream goes on without an observer that fails. */
function guarded(observe: (chunk: Buffer) => void, say: (line: string) => void): (chunk: Buffer) => void {
  let works = true;
  return (chunk) => {
    if (!works) return;
    try {
      observe(chunk);
    } catch (error) {
      works = false;
      say(`the output of the server is no longer looked at: ${(error as Error).message}`);
    }
  };
}
