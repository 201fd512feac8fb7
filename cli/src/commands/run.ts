import { parseArgs } from 'node:util';
import { ENGINES } from '../log/index.js';
import { CheckError, checkOfFlag, READY_FLAGS, runServer } from '../run/index.js';
import type { HealthCheck } from '../run/index.js';
import { UsageError } from './command.js';
import { PROFILE_HELP, profilesOf, serverOf } from './profiles.js';

type ReadyFlag = keyof typeof READY_FLAGS;
const READY_FLAG_NAMES = Object.keys(READY_FLAGS) as readonly ReadyFlag[];

const HELP = `coldstart run: runs a server and makes its cold start visible

  coldstart run [flags] -- COMMAND [ARGUMENTS...]
  coldstart run -- vllm serve Qwen/Qwen3-8B

  --server ID          whose log it is (default auto): ${ENGINES.map(({ server }) => server).join(' ')}
  --profile FILE       ${PROFILE_HELP}
  --model NAME         name of the model (default: what the command says)
  --metrics-port PORT  port of /metrics, /healthz and /readyz (default 9465; off for none)
  --ready-http URL     ask there whether the server is ready, instead of reading it in its log; also
                       --ready-tcp HOST:PORT and --ready-grpc HOST:PORT[/SERVICE]
  --no-python-hook     do not look into Python processes (default: where the command is Python; --python-hook: always)
  --child-spans PORT   take the server's own spans by OTLP/HTTP on this port of 127.0.0.1; 0 takes a free one
  --signals WHO        hand signals on to the process group of the command (default), or to its process alone
  --quiet              write nothing to stderr beside what the server writes
  --help               show this

All settings of @coldstart/sdk work here: COLDSTART_METRICS_HOST, COLDSTART_JOURNAL_DIR, OTEL_EXPORTER_OTLP_ENDPOINT,
K8S_POD_NAME, K8S_NAMESPACE_NAME, K8S_CONTAINER_NAME and so on.

The exit code is that of the command; 128 + n where signal n ended it, 127 where it was not found.
`;

/** Runs the command that follows `--` until it ends. */
export async function run(args: string[]): Promise<number> {
  const split = args.indexOf('--');
  const flags = parseFlags(split === -1 ? args : args.slice(0, split));
  if (flags.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const [command, ...rest] = split === -1 ? [] : args.slice(split + 1);
  if (command === undefined) {
    throw new UsageError('coldstart run needs a command after --, e.g. coldstart run -- vllm serve MODEL.');
  }
  const profiles = await profilesOf(flags.profile, (line) => {
    process.stderr.write(`coldstart: ${line}\n`);
  });
  return runServer({
    command: [command, ...rest],
    profiles,
    server: serverOf(flags.server, profiles),
    model: flags.model ?? null,
    coldstart: flags['metrics-port'] === undefined ? {} : { metricsPort: metricsPort(flags['metrics-port']) },
    readyCheck: readyCheck(flags),
    pythonHook: flags['no-python-hook'] ? false : flags['python-hook'] ? true : null,
    spansPort: flags['child-spans'] === undefined ? null : portOf('--child-spans', flags['child-spans']),
    signals: signalsOf(flags.signals),
    quiet: flags.quiet,
    env: process.env,
  });
}

function parseFlags(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: false,
      options: {
        server: { type: 'string', default: 'auto' },
        profile: { type: 'string', multiple: true, default: [] },
        model: { type: 'string' },
        'metrics-port': { type: 'string' },
        'ready-http': { type: 'string' },
        'ready-tcp': { type: 'string' },
        'ready-grpc': { type: 'string' },
        'python-hook': { type: 'boolean', default: false },
        'no-python-hook': { type: 'boolean', default: false },
        'child-spans': { type: 'string' },
        signals: { type: 'string', default: 'group' },
        quiet: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(
      `${(error as Error).message.replace(/\.?$/, '.')} The command goes after --; --help says which flags there are.`,
    );
  }
}

function signalsOf(text: string): 'group' | 'process' {
  if (text !== 'group' && text !== 'process') {
    throw new UsageError(`--signals takes group or process, not "${text}".`);
  }
  return text;
}

function metricsPort(text: string): number | false {
  return text === 'off' ? false : portOf('--metrics-port', text, ' or off');
}

function portOf(flag: string, text: string, or = ''): number {
  const port = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(port <= 65_535)) {
    throw new UsageError(`${flag} takes a number from 0 to 65535${or}, not "${text}".`);
  }
  return port;
}

function readyCheck(flags: Partial<Record<ReadyFlag, string>>): HealthCheck | null {
  const given = READY_FLAG_NAMES.filter((flag) => flags[flag] !== undefined);
  const [flag] = given;
  if (flag === undefined) {
    return null;
  }
  if (given.length > 1) {
    throw new UsageError(`${given.map((each) => `--${each}`).join(' and ')} exclude each other.`);
  }
  try {
    return checkOfFlag(flag, flags[flag] ?? '');
  } catch (error) {
    throw error instanceof CheckError ? new UsageError(error.message) : error;
  }
}
