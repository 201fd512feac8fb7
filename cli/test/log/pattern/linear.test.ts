import { describe, expect, test } from 'vitest';
import { ENGINES } from '../../../src/log/index.js';
import { compilePattern } from '../../../src/log/pattern/index.js';
import { growth } from '../growth.js';
import { filled, HOSTILE } from '../hostile-lines.js';

const FACTOR = 16;
/** Of a line 16 times as long. Work that grows with the square of the length takes 256 times as much. */
const MOST_GROWTH = FACTOR * 5;

const SMALL = 8192;

/** The whole has a longest text, so that no pattern is done before it began. */
function line(source: string, piece: string, length: number): string {
  const { anchor } = compilePattern(source);
  return piece.repeat(Math.ceil(length / Math.max(1, piece.length))).slice(0, length) + anchor;
}

describe.each(ENGINES)('patterns of $server', ({ rules, detect }) => {
  const sources = [...detect.lines, ...rules.flatMap(({ line: forms }) => forms)];
  const patterns = sources.map(compilePattern);

  test('fit what they describe', () => {
    const unfit = sources.filter((source) => compilePattern(source).match(filled(source)) === null);
    expect(unfit).toEqual([]);
  });

  test.each(HOSTILE)('take time in proportion to $name', ({ piece }) => {
    const linesOf = (length: number) => sources.map((source) => line(source, piece(source), length));
    const ratio = growth(
      (lines: readonly string[]) => {
        patterns.forEach((pattern, index) => pattern.match(lines[index] ?? ''));
      },
      linesOf(SMALL),
      linesOf(SMALL * FACTOR),
    );
    expect(ratio).toBeLessThan(MOST_GROWTH);
  });
});

test('a hostile pattern of a user is linear too', () => {
  const pattern = compilePattern('{w} aaa{*}aaa{*}aa{*}b{n}c{*}d');
  const ratio = growth(
    (text: string) => pattern.match(text),
    `x ${'a'.repeat(SMALL)}d`,
    `x ${'a'.repeat(SMALL * FACTOR)}d`,
  );
  expect(ratio).toBeLessThan(MOST_GROWTH);
});

test('the measure sees work that is not linear', () => {
  const quadratic = (text: string) => {
    let found = 0;
    for (let i = 0; i < text.length; i += 64) found += text.indexOf('b', i);
    return found;
  };
  expect(growth(quadratic, 'a'.repeat(SMALL * 2), 'a'.repeat(SMALL * 2 * FACTOR))).toBeGreaterThan(
    MOST_GROWTH,
  );
});
