import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ENGINES, SavedLog } from '../../src/log/index.js';
import type { Profile, StartUpReport } from '../../src/log/index.js';
import { growth } from './growth.js';
import { filled, HOSTILE } from './hostile-lines.js';
import { TOY } from './report/toy.js';

function read(bytes: Buffer, server: Profile | null): StartUpReport | null {
  const log = new SavedLog(ENGINES, server);
  for (let at = 0; at < bytes.length && !log.done; at += 65_536) {
    log.push(bytes.subarray(at, at + 65_536));
  }
  return log.end();
}

/** What holds of every report, whatever the log. */
function check(report: StartUpReport): void {
  const numbers = [
    report.total_s,
    report.unattributed_s,
    ...report.phases.flatMap(({ start_s, end_s, duration_s, printed_s = 0, observed_s = 0, ranks = 1 }) => [
      start_s,
      end_s,
      duration_s,
      printed_s,
      observed_s,
      ranks,
    ]),
  ];
  expect(numbers.filter((n) => !Number.isFinite(n))).toEqual([]);
  expect(report.total_s).toBeGreaterThanOrEqual(0);
  expect(report.unattributed_s).toBeGreaterThanOrEqual(0);
  expect(report.unattributed_s).toBeLessThanOrEqual(report.total_s + 0.001);
  for (const { start_s, end_s, duration_s } of report.phases) {
    expect(duration_s).toBeGreaterThanOrEqual(0);
    expect(Math.abs(end_s - start_s - duration_s)).toBeLessThan(0.01);
  }
}

const SOURCES = ENGINES.flatMap(({ detect, rules }) => [
  ...detect.lines,
  ...rules.flatMap(({ line }) => line),
]);

const STAMPS = [
  '',
  '2026-05-09T12:00:01.5Z ',
  '2026-05-09T11:59:01.5Z stderr F ',
  'INFO 12-31 23:59:59 [x.py:1] ',
  'INFO 01-01 00:00:01 [x.py:1] ',
  '[12:00:01 TP3] ',
  '[2026-05-09 13:00:01 DP1 TP0] ',
  'I0509 12:00:01.000001 1 x.cc:1] ',
  '0.05.825.901 I ',
  '(Worker pid=7) (Worker_TP0 pid=7) ',
  '{"log":"',
  '[GIN] 2026/05/09 - 12:00:01 | ',
];

/** Lines of every server, whole and cut, in any order, with any stamp and any number in them. */
const line = fc
  .record({
    stamp: fc.constantFrom(...STAMPS),
    source: fc.constantFrom(...SOURCES),
    number: fc.constantFrom('0', '3.5', '-1', '9'.repeat(400), '1e308', 'nan', ''),
    keep: fc.double({ min: 0.3, max: 1, noNaN: true }),
    end: fc.constantFrom('\n', '\r', '\r\n', ''),
  })
  .map(({ stamp, source, number, keep, end }) => {
    const text = filled(source).replaceAll('17.5', number);
    return stamp + (keep > 0.5 ? text : text.slice(0, Math.ceil(text.length * keep))) + end;
  });

describe.each<[name: string, server: Profile | null]>([
  ['a server that is found out', null],
  ...ENGINES.map((profile): [string, Profile] => [profile.server, profile]),
])('a hostile log read as one of %s', (_, server) => {
  test('of lines of all servers gives a report that makes sense', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), (lines) => {
        const report = read(Buffer.from(lines.join('')), server);
        if (report !== null) check(report);
      }),
      { numRuns: 60 },
    );
  });

  test('of random bytes does not throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 4000 }), (bytes) => {
        const report = read(Buffer.from(bytes), server);
        if (report !== null) check(report);
      }),
      { numRuns: 40 },
    );
  });

  test.each([
    ['a line of 100 000 characters', 'x'.repeat(100_000)],
    ['deep JSON', `${'{"a":'.repeat(30_000)}1${'}'.repeat(30_000)}`],
    ['deep lists', `{"message":${'['.repeat(30_000)}`],
    ['JSON in JSON', nested(10)],
    ['brackets', '('.repeat(100_000)],
    ['escape characters', '\u001b['.repeat(50_000)],
    ['NUL', '\u0000'.repeat(100_000)],
    ['carriage returns', '\r'.repeat(100_000)],
  ])('%s', (_name, text) => {
    const report = read(Buffer.from(`2026-05-09T12:00:01Z ${text}\n${text}\n`), server);
    if (report !== null) check(report);
  });
});

function nested(depth: number): string {
  let text = 'Application startup complete.';
  for (let i = 0; i < depth; i++) text = JSON.stringify({ message: text });
  return text;
}

/** Work that grows with the square of the log takes 64 times as much on one 8 times as long. */
const FACTOR = 8;
const MOST_GROWTH = FACTOR * 4;

describe.each(ENGINES)('a log of $server', (profile) => {
  const sources = [...profile.detect.lines, ...profile.rules.flatMap(({ line: forms }) => forms)];

  test.each(HOSTILE)('whose lines are $name takes time in proportion to it', ({ piece }) => {
    const logOf = (times: number) => {
      const lines = sources.map((source) => piece(source).repeat(40).slice(0, 2000));
      return Buffer.from(`${lines.join('\n')}\n`.repeat(times));
    };
    const ratio = growth((bytes: Buffer) => read(bytes, profile), logOf(2), logOf(2 * FACTOR));
    expect(ratio).toBeLessThan(MOST_GROWTH);
  });

  test('whose every line tells of something new takes time in proportion to it', () => {
    const telling = profile.rules.filter(({ ready, fails }) => ready !== true && fails !== true);
    const logOf = (lines: number) =>
      Buffer.from(
        Array.from({ length: lines }, (_, i) => {
          const forms = telling[i % telling.length]?.line ?? '';
          const text = filled(typeof forms === 'string' ? forms : (forms[0] ?? ''));
          const time = new Date(Date.UTC(2026, 4, 9) + i * 50).toISOString();
          return `${time} (Worker_${i} pid=${i}) ${text.replaceAll('word', `word${i}`).replaceAll('17.5', String(i % 97))}\n`;
        }).join(''),
      );
    const ratio = growth((bytes: Buffer) => read(bytes, profile), logOf(250), logOf(250 * FACTOR));
    expect(ratio).toBeLessThan(MOST_GROWTH);
  });
});

test('a log that never stops speaking of its start is cut short, and says so', () => {
  const log = new SavedLog([TOY], TOY);
  let i = 0;
  while (!log.done && i < 100_000) {
    log.push(
      Buffer.from(
        `${new Date(Date.UTC(2026, 4, 9) + i * 50).toISOString()} (Worker_${i} pid=${i}) load begins\n`,
      ),
    );
    i += 1;
  }
  const report = log.end();
  expect(log.done).toBe(true);
  expect(i).toBeLessThan(100_000);
  expect(report?.warnings.join()).toContain('the rest is left out');
  check(report ?? ({} as StartUpReport));
});

test('a progress bar may go on and on: what comes after it is read', () => {
  const bar: Profile = {
    ...TOY,
    rules: [
      { line: 'fetch: {gb} GB {n}/{of} [{dur}<', bar: 'weights_fetch', source: 'remote' },
      ...TOY.rules,
    ],
  };
  const log = new SavedLog([bar], bar);
  for (let i = 0; i <= 50_000; i++) {
    const time = `0:${String(Math.floor(i / 1000)).padStart(2, '0')}:00`;
    log.push(Buffer.from(`fetch: ${i} GB ${i}/50000 [${time}<\r`));
  }
  log.push(Buffer.from('\ntoy is up\n'));
  const report = log.end();
  expect(report?.outcome).toBe('ready');
  expect(report?.phases.find(({ phase }) => phase === 'weights_fetch')).toMatchObject({
    duration_s: 3000,
    weights_source: 'remote',
  });
});
