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

/** `model: phase (step) start..end xRANKS`, seconds, of each as much as there is; no end for one that did not end. */
export function phasesOf({ phases }: StartUpReport): string[] {
  return phases.map(
    ({ model, phase, step, start_s, end_s, ranks, unfinished }) =>
      `${model === undefined ? '' : `${model}: `}${phase}${step === undefined ? '' : ` (${step})`} ` +
      `${start_s}..${unfinished === true ? '' : end_s}${ranks === undefined ? '' : ` x${ranks}`}`,
  );
}

const secondly = (index: number): string => `2026-01-02T00:${clock(index)}.250000001Z`;

/** The log as a container runtime keeps it, each line a second after the one before: Kubernetes' CRI format. */
export function cri(log: string): string {
  return stamped(log, (line, index) => `${secondly(index)} stderr F ${line}`);
}

/** The same as Docker's json-file driver keeps it; the line after `n` gets the stamp `stampOf(n)`. */
export function dockerJson(log: string, stampOf = secondly): string {
  return stamped(log, (line, index) =>
    JSON.stringify({ log: `${line}\n`, stream: 'stderr', time: stampOf(index) }),
  );
}

/** The same as `docker compose logs --timestamps` shows it. */
export function compose(log: string): string {
  return stamped(log, (line, index) => `server-1  | ${secondly(index)} ${line}`);
}

function stamped(log: string, put: (line: string, index: number) => string): string {
  return log.trimEnd().split('\n').map(put).join('\n');
}

function clock(seconds: number): string {
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
}
