import { PHASE_NAMES } from '@coldstart/conventions';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LEAST_COLUMNS, MOST_COLUMNS, page } from '../../../src/analyze/index.js';
import type { AnalyzedLog, Look } from '../../../src/analyze/index.js';
import { widthOf } from '../../../src/analyze/text/index.js';
import type { ReportedPhase } from '../../../src/log/index.js';
import { logOf, phaseOf } from '../reports.js';

const LOOK: Look = { columns: 100, unicode: true, colour: false };
const ASCII: Look = { columns: 100, unicode: false, colour: false };

const LOG = logOf({
  phases: [
    phaseOf('runtime_init', 0, 20),
    phaseOf('weights_load', 20, 60, { printed_s: 40, observed_s: 41, ranks: 4, weights_source: 'disk' }),
    phaseOf('weights_read', 25, 35, { printed_s: 9.5 }),
    phaseOf('graph_capture', 70, 90),
  ],
  unattributed_s: 20,
  warnings: ['Compile: the server printed 3.00 s, its lines lie 9.00 s apart'],
});

/** The line that begins with a text, without the spaces around it. */
const lineOf = (text: string, label: string) =>
  text.split('\n').find((line) => line.trim().startsWith(label)) ?? '';

describe('a page', () => {
  const text = page('serve.log', LOG, LOOK);

  test('begins with who, what and how it ended', () => {
    expect(text.split('\n').slice(0, 3)).toEqual([
      'Toy 1.0 · acme/tiny · serve.log',
      'Ready after 100.0 s.',
      'Times are those of the lines, to 1 s.',
    ]);
  });

  test('has a line per phase with start, seconds, share and what else is known', () => {
    expect(lineOf(text, 'Runtime init')).toMatch(/0\.00 s +20\.0 s +20 %$/);
    expect(lineOf(text, 'Weights load')).toMatch(/20\.0 s +40\.0 s +40 %/);
    expect(text).toMatch(/as printed · lines 41\.0 s apart · 4 ranks · from disk/);
    expect(text).toMatch(/printed 9\.50 s/);
    expect(text).toMatch(/^ {2}Weights read/m);
  });

  test('says how much no line tells of, and where that lies', () => {
    expect(lineOf(text, 'no line tells')).toMatch(/░ +░+ +20\.0 s +20 %$|░.*20\.0 s +20 %$/);
  });

  test('names the largest costs first, and what is left of a phase beside those inside it', () => {
    const costs = text
      .slice(text.indexOf('The biggest costs'))
      .split('\n')
      .filter((line) => /^ +\d.* %/.test(line));
    expect(costs.map((line) => line.trim().replace(/ +/g, ' '))).toEqual([
      '30.0 s 30 % Weights load, the rest of it',
      '20.0 s 20 % Runtime init',
      '20.0 s 20 % Graph capture',
      '20.0 s 20 % No line tells',
      '10.0 s 10 % Weights read',
    ]);
  });

  test('says what such a log does not show, and what is to be warned of', () => {
    expect(text).toContain('What a log of Toy does not show\n  Compile: toys do not compile\n');
    expect(text).toMatch(/Warnings\n {2}! Compile: the server printed 3\.00 s/);
  });
});

describe('bars', () => {
  const barOf = (text: string, label: string) =>
    lineOf(text, label).slice(lineOf(text, 'Runtime init').search(/[█#]/), -30);

  test('stand on one time axis', () => {
    const text = page('x', LOG, LOOK);
    const start = (label: string) => lineOf(text, label).search(/[█▐]/);
    const end = (label: string) => lineOf(text, label).search(/[█▐▏▎▍▌▋▊▉]( |$)/);
    expect(start('Weights load') - end('Runtime init')).toBeLessThanOrEqual(1);
    expect(start('Weights load') - end('Runtime init')).toBeGreaterThanOrEqual(0);
    expect(start('Graph capture')).toBeGreaterThan(end('Weights load'));
  });

  test('show also what is too short for a column', () => {
    const short = logOf({ phases: [phaseOf('runtime_init', 0, 100), phaseOf('tokenizer_init', 50, 50.001)] });
    expect(barOf(page('x', short, LOOK), 'Tokenizer init')).toMatch(/[▏▎▍▌▋▊▉█▐]/);
    expect(barOf(page('x', short, ASCII), 'Tokenizer init')).toMatch(/#/);
  });

  test('go on where a phase had not ended', () => {
    const open = logOf({
      outcome: 'unfinished',
      phases: [phaseOf('weights_load', 10, 100, { unfinished: true })],
      unattributed_s: 10,
    });
    const text = page('x', open, LOOK);
    expect(lineOf(text, 'Weights load')).toContain('▶');
    expect(text).toContain('Not ready when the log ends after 100.0 s, during Weights load.');
    expect(page('x', open, ASCII)).toMatch(/^Weights load .*#>/m);
  });

  test('begin before the first line where a printed duration proves it', () => {
    const early = logOf({
      phases: [phaseOf('graph_capture', -50, 0), phaseOf('weights_load', 0, 50)],
      total_s: 50,
    });
    const text = page('x', early, LOOK);
    expect(lineOf(text, 'Graph capture').search('█')).toBeLessThan(lineOf(text, 'Weights load').search('█'));
    expect(lineOf(text, 'Graph capture')).toContain('-50.0 s');
    expect(text).toMatch(/^ +(-50|-40) s/m);
  });
});

test.each([
  ['ready', 'line', 'Ready after 100.0 s.'],
  ['failed', 'line', 'Failed after 100.0 s.'],
  ['unfinished', 'line', 'Not ready when the log ends after 100.0 s.'],
  ['ready', 'none', 'Ready.'],
  ['ready', 'printed', 'Ready after 100.0 s.'],
] as const)('outcome %s, clock %s', (outcome, clock, words) => {
  expect(page('x', logOf({ outcome, clock }), LOOK).split('\n')[1]).toBe(words);
});

test('what a log does not tell is not made up', () => {
  const text = page('x', logOf({ version: null, model: null, phases: [] }), LOOK);
  expect(text).toMatch(/^Toy · x\n/);
  expect(text).toContain('No line tells of a phase.');
});

test('colour says nothing that the words do not', () => {
  const coloured = page('x', LOG, { ...LOOK, colour: true });
  expect(coloured).toContain('\u001b[');
  // eslint-disable-next-line no-control-regex
  expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(page('x', LOG, LOOK));
});

const name = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.string({
    unit: fc.constantFrom('a', '/', '模', '🚀', ' ', '\u001b[2J', '\u0007', '\u202e'),
    maxLength: 60,
  }),
);
const phase = fc
  .record({
    phase: fc.constantFrom(...PHASE_NAMES),
    start: fc.double({ min: -100, max: 10_000, noNaN: true }),
    length: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 100_000, noNaN: true })),
    more: fc.record(
      {
        printed_s: fc.double({ min: 0, max: 1e6, noNaN: true }),
        observed_s: fc.double({ min: 0, max: 1e6, noNaN: true }),
        ranks: fc.integer({ min: 2, max: 1000 }),
        weights_source: fc.constantFrom('remote', 'disk' as const),
        model: name,
        step: name,
        unfinished: fc.constant(true as const),
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ phase: which, start, length, more }): ReportedPhase => phaseOf(which, start, start + length, more));
const log = fc
  .record({
    phases: fc.array(phase, { maxLength: 12 }),
    model: fc.option(name),
    version: fc.option(name),
    outcome: fc.constantFrom('ready', 'failed', 'unfinished'),
    total_s: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 100_000, noNaN: true })),
    unattributed_s: fc.double({ min: 0, max: 1000, noNaN: true }),
    clock: fc.constantFrom('line', 'printed', 'none'),
    warnings: fc.array(name, { maxLength: 3 }),
  })
  .map((report): AnalyzedLog => logOf(report));
const look = fc.record({
  columns: fc.integer({ min: LEAST_COLUMNS, max: MOST_COLUMNS }),
  unicode: fc.boolean(),
  colour: fc.constant(false),
});

test('no line is wider than the terminal or tells it to do something, whatever the log names', () => {
  fc.assert(
    fc.property(name, log, look, (file, analyzed, how) => {
      const lines = page(file, analyzed, how).split('\n');
      for (const line of lines) {
        expect(widthOf(line), line).toBeLessThanOrEqual(how.columns);
        // eslint-disable-next-line no-control-regex
        expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
        if (!how.unicode) expect(line).toMatch(/^[ -~]*$/);
      }
    }),
    { numRuns: 300 },
  );
});
