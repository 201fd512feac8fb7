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

/** `phase start..end`, or with the model in front, in seconds as the report has them. */
export function phasesOf(report: StartUpReport): string[] {
  return report.phases.map(
    ({ phase, start_s, end_s, model, unfinished }) =>
      `${model === undefined ? '' : `${model}: `}${phase} ${start_s}..${unfinished === true ? '' : end_s}`,
  );
}

/** The log as Docker's json-file driver keeps it; the line after `n` gets the stamp that is `stamps[n]`. */
export function dockerJson(log: string, stampOf: (index: number) => string): string {
  return log
    .trimEnd()
    .split('\n')
    .map((line, index) => JSON.stringify({ log: `${line}\n`, stream: 'stderr', time: stampOf(index) }))
    .join('\n');
}
