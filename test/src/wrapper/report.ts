import { startProcess } from '../coldstart/index.js';

/** What `coldstart analyze --json` prints, as far as it is compared. */
export interface Report {
  readonly server: string;
  readonly outcome: 'ready' | 'failed' | 'unfinished';
  readonly phases: readonly ReportedPhase[];
}

interface ReportedPhase {
  readonly phase: string;
  readonly start_s: number;
  readonly end_s: number;
  readonly unfinished?: true;
}

/** A phase in seconds from some beginning; `endS` is NaN while it runs. */
export interface Stretch {
  readonly phase: string;
  readonly startS: number;
  readonly endS: number;
}

/** Reads logs with `coldstart analyze --json`, one report each. */
export async function analyze(files: readonly string[], server?: string): Promise<Report[]> {
  const flags = server === undefined ? [] : ['--server', server];
  const running = startProcess(['analyze', '--json', ...flags, ...files]);
  const code = await running.ended;
  if (code !== 0) {
    throw new Error(`coldstart analyze ended with ${String(code)}: ${running.stderr()}`);
  }
  return running
    .stdout()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Report);
}

/** The phases of several models or steps, each from its first begin to its last end, by their begin. */
export function joined(phases: readonly Stretch[]): Stretch[] {
  return [...Map.groupBy(phases, ({ phase }) => phase)]
    .map(([phase, own]) => ({
      phase,
      startS: Math.min(...own.map(({ startS }) => startS)),
      // Math.max hands NaN on.
      endS: Math.max(...own.map(({ endS }) => endS)),
    }))
    .sort((a, b) => a.startS - b.startS);
}

/** The phases of a report, in seconds from the first dated line. */
export function stretches({ phases }: Report): Stretch[] {
  return joined(
    phases.map(({ phase, start_s, end_s, unfinished }) => ({
      phase,
      startS: start_s,
      endS: unfinished === true ? NaN : end_s,
    })),
  );
}
