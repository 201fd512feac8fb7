import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startColdstart } from '@coldstart/sdk';
import type { Coldstart, ColdstartOptions } from '@coldstart/sdk';
import { detectByCommand, modelOfCommand } from '../log/index.js';
import type { Profile } from '../log/index.js';
import { childEnvironment } from './environment/index.js';
import { howItEnded } from './how-it-ended.js';
import { LiveLoads } from './live/index.js';
import type { ReadyLoad } from './live/index.js';
import { compareNative, nativeSource, readNative } from './native/index.js';
import { oomKills } from './oom/index.js';
import { ParserHost } from './parse/index.js';
import { portOf } from './port/index.js';
import { runPlainly } from './plainly.js';
import { exitCodeOf, forwardSignals, reapOrphans, startChild } from './process/index.js';
import type { Child, Exit } from './process/index.js';
import { isPythonCommand, startPythonHook } from './python/index.js';
import type { PythonHook } from './python/index.js';
import { checkOfProfile, pollHealth } from './ready/index.js';
import type { HealthCheck } from './ready/index.js';
import { eventsOfPython, eventsOfSpans } from './sources/index.js';
import { startSpanReceiver } from './spans/index.js';
import type { SpanReceiver } from './spans/index.js';
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
  /** Who says that the server is ready; `null`: its log, or its profile's check. */
  readonly readyCheck: HealthCheck | null;
  /** `null`: where the command is Python. */
  readonly pythonHook: boolean | null;
  /** Port on which the server's spans are taken; `null` takes none. */
  readonly spansPort: number | null;
  /** Who gets the signals that we get. */
  readonly signals: 'group' | 'process';
  /** Say nothing on stderr. */
  readonly quiet: boolean;
  readonly env: NodeJS.ProcessEnv;
}

/** What is left to be read when the server has ended is read within this. */
const SETTLE_MS = 2000;
/** So long after ready the hook is listened to, for the first request. */
const HOOK_AFTER_READY_MS = 60_000;
/** A check that nobody asked for is gentle: its answers may stand in the log of the server. */
const PROFILE_CHECK_MS = 1000;
/** A server that has not told who it is by then rarely does. */
const UNKNOWN_AFTER_MS = 20_000;
/** Telemetry is pushed within this before we end. */
const SHUTDOWN_MS = 2000;

/**
 * Runs a server, and makes loads with their phases of what it writes and tells.
 *
 * @returns the exit code: that of the server, 128 + n for signal n, 125 to 127 where it could not be started
 */
export async function runServer(options: RunOptions): Promise<number> {
  const say = speakOn(process.stderr, options.quiet);
  // The server is worth more than what is told of it.
  process.on('uncaughtException', (error) => {
    say(`an error of coldstart's own, the server goes on: ${error.stack ?? String(error)}`);
  });
  let run: Run;
  try {
    run = new Run(options, say);
  } catch (error) {
    say(`nothing can be told of the server: ${message(error)}`);
    return runPlainly(options.command, options.env);
  }
  const starting = run.start();
  const stopForwarding = forwardSignals(starting);
  let child: Child;
  try {
    child = await starting;
  } catch (error) {
    // Nothing was started yet.
    say(`nothing can be told of the server: ${message(error)}`);
    stopForwarding();
    await run.abandon();
    return runPlainly(options.command, options.env);
  }
  const stopReaping = await reap(child, say);
  const code = await run.end(child);
  stopForwarding();
  stopReaping();
  return code;
}

async function reap(child: Child, say: (line: string) => void): Promise<() => void> {
  try {
    return await reapOrphans((pid) => pid === child.pid, say);
  } catch (error) {
    say(`orphaned processes are not taken note of: ${message(error)}`);
    return () => undefined;
  }
}

class Run {
  private readonly coldstart: Coldstart;
  private readonly loads: LiveLoads;
  private readonly parser: ParserHost;
  private readonly over = new AbortController();
  /** Nobody need ask any more whether the server is ready. */
  private readonly asked = new AbortController();
  private readonly killsBefore = oomKills();
  private profile: Profile | null;
  private isAsking = false;
  private python: PythonHook | null = null;
  private spans: SpanReceiver | null = null;
  private child: Child | null = null;
  private startedS = nowS();

  constructor(
    private readonly options: RunOptions,
    private readonly say: (line: string) => void,
  ) {
    const { command, profiles, env } = options;
    this.profile = options.server ?? detectByCommand(command, profiles, env);
    const server = this.profile?.server ?? programOf(command);
    this.coldstart = startColdstart(options.coldstart);
    this.loads = new LiveLoads({
      coldstart: this.coldstart,
      model:
        options.model ??
        (this.profile === null ? null : modelOfCommand(this.profile, command, env)) ??
        server,
      server,
      profile: this.profile,
      processStartedS: this.startedS,
      readyBy: options.readyCheck === null ? 'log' : 'check',
      onReady: (load) => {
        this.onReady(load);
      },
    });
    this.parser = new ParserHost({
      profiles,
      server: this.profile?.server ?? null,
      stopsAtReady: options.readyCheck === null,
      onEvents: (events) => {
        this.loads.apply(events);
      },
      onServer: (found) => {
        this.profile = profiles.find((each) => each.server === found) ?? null;
        if (this.profile !== null) this.loads.use(this.profile);
        this.startAsking();
      },
      complain: say,
    });
  }

  async start(): Promise<Child> {
    const [command, ...args] = this.options.command;
    this.python = await this.startPython(command, args);
    this.spans = await this.startSpans();
    const base = childEnvironment(this.options.env, this.loads.traceParent);
    const hooked = this.python?.env(base) ?? base;
    const child = await startChild({
      command,
      args,
      signals: this.options.signals,
      env: this.spans?.environment(hooked) ?? hooked,
      onOutput: (chunk, stream) => {
        this.parser.push(chunk, stream, nowS());
      },
      say: this.say,
    });
    this.child = child;
    this.startedS = child.startedS;
    setTimeout(() => {
      this.sayUnknown();
    }, UNKNOWN_AFTER_MS).unref();
    this.startAsking();
    return child;
  }

  /** Asks the server whether it is ready, where a flag or its profile says how. */
  private startAsking(): void {
    const check = this.options.readyCheck ?? this.checkOfProfile();
    if (check === null || this.isAsking) {
      return;
    }
    this.isAsking = true;
    void pollHealth({
      check,
      ...(this.options.readyCheck === null && { everyMs: PROFILE_CHECK_MS }),
      nowS,
      onReady: (atS) => {
        this.loads.ready(atS);
      },
      signal: AbortSignal.any([this.over.signal, this.asked.signal]),
    });
  }

  /** Nothing tells which server it is, and nobody is asked whether it is ready. */
  private sayUnknown(): void {
    if (
      this.profile === null &&
      this.options.readyCheck === null &&
      !this.loads.isReady &&
      !this.over.signal.aborted
    ) {
      const program = programOf(this.options.command);
      this.say(
        `nothing tells yet which server ${program} is, so nothing will tell when it is ready: --server names one that is known, --profile describes another, --ready-http URL asks it`,
      );
    }
  }

  /** No server was started. */
  async abandon(): Promise<void> {
    this.over.abort();
    this.parser.stop();
    await Promise.all([this.python?.close(), this.spans?.close(), this.coldstart.shutdown(SHUTDOWN_MS)]);
  }

  /** Waits for the end of the server, and tells of it. Whatever becomes of that, the exit code is the server's. */
  async end(child: Child): Promise<number> {
    const exit = await child.exited;
    const endedS = nowS();
    this.over.abort();
    // What a slow reader has not taken yet was not looked at yet.
    const drain = await child.drained;
    try {
      await this.tell(child, exit, endedS);
    } catch (error) {
      this.say(`the end of the server could not be told: ${message(error)}`);
    }
    const code = exitCodeOf(exit);
    if (drain === 'cut') {
      // A reader that takes nothing would keep us for ever.
      process.exit(code);
    }
    return code;
  }

  private async tell(child: Child, exit: Exit, endedS: number): Promise<void> {
    const [command] = this.options.command;
    await within(SETTLE_MS, Promise.all([this.parser.settle(endedS), this.python?.close()]));
    this.parser.stop();
    const { askedBy } = child;
    const outOfMemory = killed(this.killsBefore);
    const failure = this.loads.ended(
      howItEnded({ exit, command, askedBy, outOfMemory }),
      endedS,
      askedBy !== null,
    );
    if (failure !== null) this.say(failure);
    await Promise.all([
      this.coldstart.shutdown(SHUTDOWN_MS),
      within(SHUTDOWN_MS, this.spans?.close() ?? Promise.resolve()),
    ]);
  }

  private onReady(load: ReadyLoad): void {
    const title = this.profile?.title ?? programOf(this.options.command);
    this.say(readyLine(load, title));
    const missing = missingLine(load, title);
    if (missing !== null) {
      this.say(missing);
    }
    if (!this.loads.isDone) {
      return;
    }
    this.asked.abort();
    this.parser.stop();
    this.child?.stopObserving();
    setTimeout(() => void this.python?.close(), HOOK_AFTER_READY_MS).unref();
    void this.compare(load);
  }

  /** Puts the server's own figures beside what was seen. */
  private async compare({ startedS, readyS }: ReadyLoad): Promise<void> {
    const server = this.profile?.server ?? '';
    const source = nativeSource(server);
    const port = source === null ? null : portOf(server, source.port, this.options.command, this.options.env);
    if (port === null) {
      return;
    }
    const { figures } = await readNative({ server, port, signal: this.over.signal });
    for (const { warning } of compareNative(figures, this.loads.seen(readyS), readyS - startedS)) {
      if (warning !== null) this.say(warning);
    }
  }

  private checkOfProfile(): HealthCheck | null {
    const health = this.profile?.health;
    if (this.profile === null || health?.poll !== true) {
      return null;
    }
    const { command, env } = this.options;
    return checkOfProfile(health, portOf(this.profile.server, 'api', command, env) ?? health.port);
  }

  private async startPython(command: string, args: readonly string[]): Promise<PythonHook | null> {
    const isPython = isPythonCommand(command, args, this.options.env);
    if (!(this.options.pythonHook ?? (this.profile?.python === true || isPython))) {
      return null;
    }
    try {
      return await startPythonHook({
        // A profile says only that such a server is Python somewhere.
        expected: this.options.pythonHook ?? isPython,
        onEvent: (event) => {
          if (event.type === 'diagnostic') this.say(`in Python process ${event.pid}: ${event.message}`);
          if (event.type === 'progress') this.loads.progress(event.bytes, event.expectedBytes);
          if (event.type === 'first_generate') this.loads.firstGenerate(event.edge, event.atS);
          this.loads.applyInside(eventsOfPython(event));
        },
        complain: this.say,
      });
    } catch (error) {
      this.say(`Python processes cannot report: ${message(error)}`);
      return null;
    }
  }

  private async startSpans(): Promise<SpanReceiver | null> {
    const port = this.options.spansPort;
    if (port === null) {
      return null;
    }
    try {
      return await startSpanReceiver({
        port,
        env: this.options.env,
        childStartedS: () => this.startedS,
        nowS,
        onPhases: (phases) => {
          this.loads.apply(eventsOfSpans(phases));
        },
        complain: this.say,
      });
    } catch (error) {
      this.say(`spans of the server are not taken: ${message(error)}`);
      return null;
    }
  }
}

/** What a person calls it: of a script its own name, not that of what runs it. */
function programOf(command: readonly string[]): string {
  const script = command.find((word) => /\.(py|pyz|sh|[cm]?js)$/.test(word)) ?? command[0] ?? '';
  return basename(script).replace(/\.\w+$/, '');
}

function killed(before: number | null): boolean {
  const now = oomKills();
  return before !== null && now !== null && now > before;
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  await Promise.race([work, delay(ms, undefined, { ref: false })]);
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function nowS(): number {
  return (performance.timeOrigin + performance.now()) / 1000;
}
