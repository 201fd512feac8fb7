import type { Readable } from 'node:stream';
import { SavedLog } from '../log/index.js';
import type { Profile, StartUpReport } from '../log/index.js';
import { openLog } from './open-log.js';
import { LogProblem } from './problem.js';
import { visible } from './text/index.js';

/** What a saved log says, with what a person needs to read it. */
export interface AnalyzedLog {
  readonly report: StartUpReport;
  readonly profile: Profile;
  /** Of the finest stamp, seconds; infinite without one. */
  readonly resolutionS: number;
}

/**
 * Reads one saved log, as far as it speaks of the start.
 *
 * @param path of a file; `-` is standard input
 * @param profiles every profile there is, a host before what may run inside it
 * @param server whose log it is; `null` finds out
 * @throws LogProblem where it cannot be read, or no line is of a known server
 */
export async function analyzeLog(
  path: string,
  profiles: readonly Profile[],
  server: Profile | null,
  stdin?: Readable,
): Promise<AnalyzedLog> {
  const log = new SavedLog(profiles, server);
  for await (const chunk of openLog(path, stdin)) {
    log.push(chunk);
    if (log.done) {
      break;
    }
  }
  const report = log.end();
  if (report === null || log.profile === null) {
    throw new LogProblem(unknown(path, log, profiles));
  }
  return { report, profile: log.profile, resolutionS: log.resolutionS };
}

function unknown(path: string, log: SavedLog, profiles: readonly Profile[]): string {
  const nearest = log.nearest();
  const lines = log.lines === 1 ? '1 line' : `${log.lines} lines`;
  return [
    `${path === '-' ? 'standard input' : path} is of no server that is known: ${lines} ${log.done ? 'from its beginning ' : ''}read,`,
    `none written by ${profiles.map(({ server: name }) => name).join(', ')}.`,
    nearest === null
      ? 'No profile knows any of the lines.'
      : `${nearest.profile.server} comes nearest: ${nearest.lines === 1 ? 'one line looks' : `${nearest.lines} lines look`} ` +
        `like its own ("${visible(nearest.example.slice(0, 80))}"); --server ${nearest.profile.server} reads it so.`,
    'See --server and --profile in coldstart analyze --help.',
  ].join(' ');
}
