import { readFileSync } from 'node:fs';
import { ENGINES, SavedLog } from '../../../src/log/index.js';
import type { StartUpReport } from '../../../src/log/index.js';

/** The text of a file in `fixtures`. */
export function savedLog(name: string): string {
  return readFileSync(new URL(`fixtures/${name}.log`, import.meta.url), 'utf8');
}

/** What all profiles together make of a log whose server nobody named. */
export function analyzed(text: string): StartUpReport {
  const log = new SavedLog(ENGINES, null);
  log.push(Buffer.from(text));
  const report = log.end();
  if (report === null) {
    throw new Error('no server was found in the log');
  }
  return report;
}

/** `phase start..end`, seconds: the model before it, the number of ranks behind; no end for one that did not end. */
export function timeline({ phases }: StartUpReport): string[] {
  return phases.map(
    ({ phase, model, start_s, end_s, ranks, unfinished }) =>
      `${model === undefined ? '' : `${model}: `}${phase} ${start_s}..${unfinished === true ? '' : end_s}` +
      (ranks === undefined ? '' : ` x${ranks}`),
  );
}
