import { parseArgs } from 'node:util';
import { ENGINES } from '../log/index.js';
import type { Profile } from '../log/index.js';
import { runServer } from '../run/index.js';
import { UsageError } from './command.js';

const HELP = `coldstart run: runs a server and makes its cold start visible

  coldstart run [flags] -- COMMAND [ARGUMENTS...]
  coldstart run -- vllm serve Qwen/Qwen3-8B

  --server ID          whose log it is (default auto): ${ENGINES.map(({ server }) => server).join(' ')}
  --model NAME         name of the model (default: what the command says)
  --metrics-port PORT  port of /metrics, /healthz and /readyz (default 9465; off for none)
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
  return runServer({
    command: [command, ...rest],
    profiles: ENGINES,
    server: serverOf(flags.server, ENGINES),
    model: flags.model ?? null,
    coldstart: metricsPort(flags['metrics-port']),
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
        model: { type: 'string' },
        'metrics-port': { type: 'string' },
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

function serverOf(id: string, profiles: readonly Profile[]): Profile | null {
  if (id === 'auto') {
    return null;
  }
  const found = profiles.find(({ server }) => server === id);
  if (found === undefined) {
    throw new UsageError(
      `--server takes auto or one of ${profiles.map(({ server }) => server).join(', ')}, not "${id}".`,
    );
  }
  return found;
}

function metricsPort(text: string | undefined): { metricsPort?: number | false } {
  if (text === undefined) return {};
  if (text === 'off') return { metricsPort: false };
  const port = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(port <= 65_535)) {
    throw new UsageError(`--metrics-port takes a number from 0 to 65535 or off, not "${text}".`);
  }
  return { metricsPort: port };
}
