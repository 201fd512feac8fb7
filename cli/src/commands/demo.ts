import { constants } from 'node:os';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { PrometheusMissing, runDemo, startProgress, verdict } from '../demo/index.js';
import { UsageError } from './command.js';

const DEFAULT_PORT = 7717;
const DEFAULT_LINGER_S = 600;

const HELP = `coldstart demo: plays a traffic spike on this machine and shows the cold starts of six pods

  --port N          port of the page (default ${DEFAULT_PORT}, or a free one if that is in use)
  --prometheus      scrape with a real Prometheus (from PATH) every 15 s instead of pushing by OTLP
  --once            end when the run is over instead of leaving the page up
  --linger SECONDS  how long the page stays up after the run (default ${DEFAULT_LINGER_S} on a terminal, else 0)
  --json            print a JSON summary as the last line of stdout
  --kill-one        kill one of the new pods while it loads
  --keep-model      leave the model file in the temporary folder for later runs
  --truth FOLDER    let every pod write its own record of its steps there, one JSON object per line
  --verbose         show what the pods write
  --help            show this
`;

interface DemoArguments {
  readonly port: number;
  readonly portIsFixed: boolean;
  readonly prometheus: boolean;
  readonly lingerS: number;
  readonly json: boolean;
  readonly killOne: boolean;
  readonly keepModel: boolean;
  readonly truthDir: string | null;
  readonly verbose: boolean;
}

/** Plays the demo. Exit code 0, or 128 + n where a signal ended it before the run was over. */
export async function run(args: string[]): Promise<number> {
  const options = parseDemoArguments(args, process.stdout.isTTY);
  if (options === 'help') {
    process.stdout.write(HELP);
    return 0;
  }
  const signals = abortOnSignals();
  const progress = startProgress(process.stderr);
  try {
    await runDemo({
      ...options,
      signal: signals.signal,
      progress,
      onPage(url) {
        progress.note(`The page: ${url}`);
      },
      async afterRun(found, url) {
        progress.note(verdict(found));
        if (options.json) process.stdout.write(`${JSON.stringify(found)}\n`);
        if (options.lingerS === 0) return;
        progress.note(`The page stays at ${url} for ${options.lingerS} s; Ctrl-C ends it.`);
        await delay(options.lingerS * 1000, undefined, { signal: signals.signal }).catch(() => undefined);
      },
    });
    return 0;
  } catch (error) {
    if (error instanceof PrometheusMissing) throw new UsageError(error.message);
    if (!(error instanceof Interrupted)) throw error;
    progress.note(`Ended by ${error.signal}; everything is cleaned up.`);
    return 128 + constants.signals[error.signal];
  } finally {
    signals.stop();
  }
}

/** @throws UsageError that names the flag */
export function parseDemoArguments(args: string[], isTerminal: boolean): DemoArguments | 'help' {
  const flags = parseFlags(args);
  if (flags.help) return 'help';
  if (flags.once && flags.linger !== undefined)
    throw new UsageError('--once and --linger exclude each other.');
  const defaultLingerS = isTerminal && !flags.once ? DEFAULT_LINGER_S : 0;
  return {
    port: wholeNumber('--port', flags.port, 65_535) ?? DEFAULT_PORT,
    portIsFixed: flags.port !== undefined,
    prometheus: flags.prometheus,
    lingerS: wholeNumber('--linger', flags.linger, 86_400) ?? defaultLingerS,
    json: flags.json,
    killOne: flags['kill-one'],
    keepModel: flags['keep-model'],
    truthDir: flags.truth === undefined ? null : resolve(flags.truth),
    verbose: flags.verbose,
  };
}

function parseFlags(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: false,
      options: {
        port: { type: 'string' },
        prometheus: { type: 'boolean', default: false },
        once: { type: 'boolean', default: false },
        linger: { type: 'string' },
        json: { type: 'boolean', default: false },
        'kill-one': { type: 'boolean', default: false },
        'keep-model': { type: 'boolean', default: false },
        truth: { type: 'string' },
        verbose: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(
      `${(error as Error).message.replace(/\.?$/, '.')} --help says which flags there are.`,
    );
  }
}

function wholeNumber(option: string, text: string | undefined, max: number): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > max) {
    throw new UsageError(`${option} takes a whole number from 0 to ${max}, not "${text}".`);
  }
  return value;
}

type EndingSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

class Interrupted extends Error {
  constructor(readonly signal: EndingSignal) {
    super(`ended by ${signal}`);
  }
}

/** The first signal ends the run in order; the second ends this process at once, and the guard cleans up. */
function abortOnSignals(): { readonly signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const onSignal = (signal: EndingSignal): void => {
    if (controller.signal.aborted) process.exit(128 + constants.signals[signal]);
    controller.abort(new Interrupted(signal));
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  return {
    signal: controller.signal,
    stop() {
      for (const signal of signals) process.removeListener(signal, onSignal);
    },
  };
}
