import { readFileSync } from 'node:fs';
import { ENGINES, SavedLog } from '../../../src/log/index.js';
import type { StartUpReport } from '../../../src/log/index.js';

/** The text of a file in `fixtures`. */
export function fixture(name: string): string {
  return readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');
}

/** What all profiles together make of a log whose server nobody named. */
export function reportOf(log: string): StartUpReport {
  const saved = new SavedLog(ENGINES, null);
  saved.push(Buffer.from(log));
  const report = saved.end();
  if (report === null) {
    throw new Error('no server was found in the log');
  }
  return report;
}

/** `phase start..end` or `phase (step) start..end`, seconds; no end for one that did not end, `xN` for N ranks. */
export function phasesOf({ phases }: StartUpReport): string[] {
  return phases.map(
    ({ phase, step, start_s, end_s, ranks, unfinished }) =>
      `${phase}${step === undefined ? '' : ` (${step})`} ${start_s}..${unfinished === true ? '' : end_s}` +
      (ranks === undefined ? '' : ` x${ranks}`),
  );
}

/** The log as a container runtime keeps it, each line a second after the one before: Kubernetes' CRI format. */
export function cri(log: string): string {
  return log
    .trimEnd()
    .split('\n')
    .map((line, index) => `2026-01-02T00:${clock(index)}.250000001Z stderr F ${line}`)
    .join('\n');
}

/** The same as Docker's json-file driver keeps it. */
export function dockerJson(log: string): string {
  return log
    .trimEnd()
    .split('\n')
    .map((line, index) =>
      JSON.stringify({
        log: `${line}\n`,
        stream: 'stderr',
        time: `2026-01-02T00:${clock(index)}.250000001Z`,
      }),
    )
    .join('\n');
}

/** The same as `docker compose logs --timestamps` shows it. */
export function compose(log: string): string {
  return log
    .trimEnd()
    .split('\n')
    .map((line, index) => `server-1  | 2026-01-02T00:${clock(index)}.250000001Z ${line}`)
    .join('\n');
}

function clock(seconds: number): string {
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
}
