import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LineSplitter, LONGEST_LINE } from '../../../src/log/line/index.js';

function linesOf(chunks: readonly Buffer[], longestLine = LONGEST_LINE): string[] {
  const splitter = new LineSplitter(longestLine);
  return [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.end()];
}

test.each([
  ['one\ntwo\n', ['one', 'two']],
  ['one\r\ntwo\r\n', ['one', 'two']],
  ['one\n\n\ntwo', ['one', 'two']],
  ['1/3\r2/3\r3/3\n', ['1/3', '2/3', '3/3']],
  ['\r\r\n', []],
  ['', []],
])('%j', (text, lines) => {
  expect(linesOf([Buffer.from(text)])).toEqual(lines);
});

describe('a line that goes on and on', () => {
  test('is cut, and its rest is dropped', () => {
    const [first, ...others] = linesOf([Buffer.from(`${'x'.repeat(1000)}\nnext\n`)], 10);
    expect(first).toBe('x'.repeat(40));
    expect(others).toEqual(['next']);
  });

  test('holds no more than its cut in memory, in however many pieces it comes', () => {
    const splitter = new LineSplitter(10);
    for (let i = 0; i < 1000; i++) expect(splitter.push(Buffer.from('xyz'))).toEqual([]);
    expect(splitter.end()).toEqual(['xyz'.repeat(14).slice(0, 40)]);
  });
});

test('the buffer of a chunk may be used again', () => {
  const splitter = new LineSplitter();
  const chunk = Buffer.from('begun');
  splitter.push(chunk);
  chunk.fill('!');
  expect(splitter.push(Buffer.from(' and ended\n'))).toEqual(['begun and ended']);
});

const text = fc
  .array(fc.constantFrom('a', 'ä', '字', '🚀', '\n', '\r', '\r\n', ' ', '\u001b[1m', '\u0000'), {
    maxLength: 80,
  })
  .map((parts) => Buffer.from(parts.join('')));
const bytes = fc.oneof(
  text,
  fc.uint8Array({ maxLength: 200 }).map((each) => Buffer.from(each)),
);

test('any chunking of any bytes gives the same lines', () => {
  fc.assert(
    fc.property(bytes, fc.array(fc.nat(200), { maxLength: 20 }), (whole, cuts) => {
      const borders = [
        0,
        ...cuts.map((cut) => Math.min(cut, whole.length)).sort((a, b) => a - b),
        whole.length,
      ];
      const chunks = borders.slice(1).map((end, index) => whole.subarray(borders[index], end));
      expect(linesOf(chunks, 8)).toEqual(linesOf([whole], 8));
    }),
  );
});

test('lines are the text between the breaks', () => {
  fc.assert(
    fc.property(text, (whole) => {
      expect(linesOf([whole])).toEqual(
        whole
          .toString()
          .split(/[\r\n]/)
          .filter((line) => line !== ''),
      );
    }),
  );
});
