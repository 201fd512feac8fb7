import { describe, expect, test } from 'vitest';
import { fixture, phasesOf, reportOf } from './log.js';

/** What stands around each line, by who collected it; `at` is the stamp of the line, or of the last one with one. */
const COLLECTORS: Readonly<Record<string, (line: string, at: string) => string>> = {
  'Kubernetes (CRI)': (line, at) => `${at}00Z stderr F ${line}`,
  'Docker (json-file)': (line, at) =>
    JSON.stringify({ log: `${line}\n`, stream: 'stderr', time: `${at}00Z` }),
  'docker compose logs --timestamps': (line, at) => `server-1  | ${at}00Z ${line}`,
  'docker compose logs': (line) => `server-1  | ${line}`,
  'colours of a terminal': (line) =>
    `\u001b[2m${line.slice(0, 3)}\u001b[0m\u001b[32m${line.slice(3)}\u001b[0m`,
  'line ends of Windows': (line) => `${line}\r`,
};

const LOGS = [
  'tgi/2.1-shards',
  'tgi/3.3',
  'triton/24.09-parallel',
  'torchserve/0.12',
  'sglang/2026-08-kinds',
];

/** `2026-02-03T08:15:00.123456`, of the forms in which these servers stamp. */
function stampOf(line: string): string | null {
  const iso = /(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,6}))?/.exec(line);
  const glog = /^[IWE](\d\d)(\d\d) (\d\d:\d\d:\d\d)\.(\d{6})/.exec(line);
  if (iso !== null) {
    return `${iso[1] ?? ''}T${iso[2] ?? ''}.${(iso[3] ?? '').padEnd(6, '0')}`;
  }
  return glog === null ? null : `2026-${glog[1] ?? ''}-${glog[2] ?? ''}T${glog[3] ?? ''}.${glog[4] ?? ''}`;
}

function collected(text: string, wrap: (line: string, at: string) => string): string {
  const lines = text.trimEnd().split('\n');
  let at = lines.map(stampOf).find((stamp) => stamp !== null) ?? '';
  return lines
    .map((line) => {
      at = stampOf(line) ?? at;
      return wrap(line, at);
    })
    .join('\n');
}

describe.each(LOGS)('%s', (name) => {
  const plain = reportOf(fixture(`${name}.log`));

  test.each(Object.entries(COLLECTORS))('as kept by %s', (_, wrap) => {
    const report = reportOf(collected(fixture(`${name}.log`), wrap));
    expect(phasesOf(report)).toEqual(phasesOf(plain));
    expect(report).toMatchObject({
      server: plain.server,
      version: plain.version,
      model: plain.model,
      outcome: plain.outcome,
      total_s: plain.total_s,
    });
  });
});
