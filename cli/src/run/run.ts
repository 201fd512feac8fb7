import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startColdstart } from '@coldstart/sdk';
import type { ColdstartOptions } from '@coldstart/sdk';
import { detectByCommand, modelOfCommand } from '../log/index.js';
import type { Profile } from '../log/index.js';
import { childEnvironment } from './environment.js';
import { LiveLoads } from './live/index.js';
import type { ReadyLoad } from './live/index.js';
import { ParserHost } from './parse/index.js';
import { exitCodeOf, forwardSignals, reapOrphans, startChild } from './process/index.js';
import type { Child, Exit } from './process/index.js';
import { speakOn } from './speak.js';
import { missingLine, readyLine } from './summary.js';

export interface RunOptions {
  /** The server's command and its arguments. */
  readonly command: readonly [string, ...string[]];
  /** Every profile, a host before what may run inside it. */
  readonly profiles: readonly Profile[];
  /** `null`: the command or the first lines say. */
  readonly server: Profile | null;
  /** `null`: the command says. */
  readonly model: string | null;
  readonly coldstart: ColdstartOptions;
  /** Say nothing on stderr. */
  readonly quiet: boolean;
  readonly env: NodeJS.ProcessEnv;
}

/** What is left to be read when the server has ended is read within this. */
const SETTLE_MS = 2000;
/** Telemetry is pushed within this before we end. */
const SHUTDOWN_MS = 2000;

/**
 * Runs a server, and makes loads with their phases of what it writes.
 *
 * @returns the exit code: that of the server, 128 + n for signal n, 125 to 127 where it could not be started
 */
export async function runServer(options: RunOptions): Promise<number> {
  const [command, ...args] = options.command;
  const say = speakOn(process.stderr, options.quiet);
  // The server is worth more than what is told of it.
  process.on('uncaughtException', (error) => {
    say(`an error of coldstart's own, the server goes on: ${error.stack ?? String(error)}`);
  });
  const profile = options.server ?? detectByCommand(options.command, options.profiles);
  const title = (): string => current?.title ?? basename(command);
  let current = profile;

  const coldstart = startColdstart(options.coldstart);
  const loads = new LiveLoads({
    coldstart,
    model:
      options.model ??
      (profile === null ? null : modelOfCommand(profile, options.command, options.env)) ??
      profile?.server ??
      basename(command),
    server: profile?.server ?? basename(command),
    profile,
    processStartedS: nowS(),
    onReady: (load) => {
      onReady(load);
    },
  });
  const parser = new ParserHost({
    profiles: options.profiles,
    server: profile?.server ?? null,
    onEvents: (events) => {
      loads.apply(events);
    },
    onServer: (server) => {
      current = options.profiles.find((each) => each.server === server) ?? null;
      if (current !== null) loads.use(current);
    },
    complain: say,
  });

  let child: Child | null = null;
  const starting = startChild({
    command,
    args,
    env: childEnvironment(options.env, loads.traceParent),
    onOutput: (chunk, stream) => {
      parser.push(chunk, stream, nowS());
    },
    say,
  });
  const stopForwarding = forwardSignals(starting);
  child = await starting;
  const own = child.pid;
  const stopReaping = await reapOrphans((pid) => pid === own, say);

  const exit = await child.exited;
  const endedS = nowS();
  await Promise.race([parser.settle(endedS), delay(SETTLE_MS, undefined, { ref: false })]);
  parser.stop();
  if (current === null && !loads.isReady) {
    say(`nothing in its log told which server ${basename(command)} is; --server names it`);
  }
  loads.ended(howItEnded(exit, command), endedS);
  const [drain] = await Promise.all([child.drained, coldstart.shutdown(SHUTDOWN_MS)]);
  stopForwarding();
  stopReaping();
  const code = exitCodeOf(exit);
  if (exit.error !== undefined) {
    say(`${command} could not be started: ${exit.error.message}`);
  }
  if (drain === 'cut') {
    // A reader that takes nothing would keep us for ever.
    process.exit(code);
  }
  return code;

  function onReady(load: ReadyLoad): void {
    say(readyLine(load, title()));
    const missing = missingLine(load, title());
    if (missing !== null) {
      say(missing);
    }
    if (loads.isReady) {
      parser.stop();
      child?.stopObserving();
    }
  }
}

function howItEnded({ code, signal, error }: Exit, command: string): string {
  const name = basename(command);
  if (error !== undefined) return `${name} could not be started: ${error.message}`;
  return signal === null
    ? `${name} ended with exit code ${code ?? 0} before it was ready`
    : `${name} was ended by ${signal} before it was ready`;
}

function nowS(): number {
  return (performance.timeOrigin + performance.now()) / 1000;
}
