import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LineScanner, WordFinder } from '../../../src/log/index.js';

/** Bytes of context. */
const CONTEXT = 24;

function scan(chunks: readonly Buffer[], contextBytes: number): string[] {
  const scanner = new LineScanner(new WordFinder(['load']), contextBytes);
  return [...chunks.flatMap((chunk) => scanner.push(chunk)), ...scanner.end()];
}

test('the lines right before one that has a word are picked too, and the last ones of all', () => {
  const log = ['a'.repeat(30), 'b', 'c', 'load 1', 'load 2', 'd', 'load 3', 'e'.repeat(30), 'f', ''].join(
    '\n',
  );
  expect(scan([Buffer.from(log)], CONTEXT)).toEqual(['b', 'c', 'load 1', 'load 2', 'd', 'load 3', 'f']);
  expect(scan([Buffer.from(log)], 0)).toEqual(['load 1', 'load 2', 'load 3']);
});

/** Numbered lines, some of interest. */
const log = fc
  .array(
    fc.record({
      word: fc.constantFrom('load', 'x', 'y', 'zz'),
      length: fc.integer({ min: 0, max: 12 }),
      end: fc.constantFrom('\n', '\r', '\r\n', '\n\n'),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((lines) =>
    lines.map(({ word, length, end }, i) => ({ line: `${i} ${word}${'.'.repeat(length)}`, end })),
  );

describe('however the bytes are cut', () => {
  test('lines come in their order, each once, with what stands before and a bound on it', () => {
    fc.assert(
      fc.property(log, fc.array(fc.nat(), { maxLength: 8 }), (entries, cuts) => {
        const bytes = Buffer.from(entries.map(({ line, end }) => line + end).join(''));
        const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort(
          (a, b) => a - b,
        );
        const found = scan(
          places.slice(1).map((end, i) => bytes.subarray(places[i], end)),
          CONTEXT,
        );
        const lines = entries.map(({ line }) => line);
        const at = found.map((line) => lines.indexOf(line));
        expect(at).toEqual([...new Set(at)].sort((a, b) => a - b));
        expect(at).not.toContain(-1);
        lines.forEach((line, i) => {
          if (!line.includes('load')) return;
          expect(found).toContain(line);
          if (i > 0) expect(found).toContain(lines[i - 1]);
        });
        expect(found).toContain(lines.at(-1));
        let run = 0;
        for (const line of found) {
          run = line.includes('load') ? 0 : run + line.length;
          expect(run).toBeLessThanOrEqual(CONTEXT);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
