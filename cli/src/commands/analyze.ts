import { parseArgs } from 'node:util';
import {
  analyzeLog,
  LEAST_COLUMNS,
  LogProblem,
  lookOf,
  MOST_COLUMNS,
  page,
  plainJson,
  visible,
} from '../analyze/index.js';
import { ENGINES } from '../log/index.js';
import { UsageError } from './command.js';
import { PROFILE_HELP, profilesOf, serverOf } from './profiles.js';

const PROBLEM_EXIT = 2;

const HELP = `coldstart analyze FILE...: what took the time in the start of an inference server, from its saved log

  FILE              log of one start, packed by gzip or not; - reads standard input
  --server ID       whose log it is: ${ENGINES.map(({ server }) => server).join(', ')};
                    auto finds out (default)
  --profile FILE    ${PROFILE_HELP}
  --json            print one JSON object per log and line
  --width N         columns, ${LEAST_COLUMNS} to ${MOST_COLUMNS} (default: those of the terminal)
  --no-color        no colour
  --help            show this

Exit code 2 where a log or a profile could not be read, or a log is of no server that is known.
`;

/** Shows what each log says; one that cannot be read is named, and the others are shown. */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseFlags(args);
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (positionals.length === 0) {
    throw new UsageError('analyze takes the file of a log, or - for standard input.');
  }
  let code = 0;
  const complain = (problem: string): void => {
    process.stderr.write(`coldstart: ${visible(problem)}\n`);
    code = PROBLEM_EXIT;
  };
  const profiles = await profilesOf(values.profile, complain);
  const server = serverOf(values.server, profiles);
  const look = lookOf(process.stdout, process.env, {
    columns: widthOf(values.width),
    colour: !values['no-color'],
  });
  // A reader that has seen enough, as `head` has, is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? 0 : 1);
  });
  for (const [index, path] of positionals.entries()) {
    try {
      const log = await analyzeLog(path, profiles, server);
      const name = path === '-' ? 'standard input' : path;
      process.stdout.write(
        values.json ? `${plainJson(log.report)}\n` : `${index > 0 ? '\n' : ''}${page(name, log, look)}`,
      );
    } catch (error) {
      if (!(error instanceof LogProblem)) {
        throw error;
      }
      complain(error.message);
    }
  }
  return code;
}

function parseFlags(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        server: { type: 'string', default: 'auto' },
        profile: { type: 'string', multiple: true, default: [] },
        json: { type: 'boolean', default: false },
        width: { type: 'string' },
        'no-color': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(
      `${(error as Error).message.replace(/\.?$/, '.')} --help says which flags there are.`,
    );
  }
}

/** `null` for `auto`. */
function widthOf(text: string | undefined): number | null {
  if (text === undefined) {
    return null;
  }
  const width = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(width >= LEAST_COLUMNS && width <= MOST_COLUMNS)) {
    throw new UsageError(
      `--width takes a whole number from ${LEAST_COLUMNS} to ${MOST_COLUMNS}, not "${text}".`,
    );
  }
  return width;
}
