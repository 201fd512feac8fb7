import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ascii,
  cut,
  padEnd,
  padStart,
  percent,
  plainJson,
  seconds,
  visible,
  widthOf,
  wrap,
} from '../../../src/analyze/text/index.js';

const anything = fc.string({ unit: 'binary', maxLength: 60 });
const words = fc.string({
  unit: fc.constantFrom('a', 'b', ' ', '字', 'é', 'e\u0301', '🚀', '👨‍👩‍👧', '-', 'ｗ'),
  maxLength: 60,
});

describe('visible', () => {
  test.each([
    ['a\u001b[31mb', 'a\ufffd[31mb'],
    ['a\u009b31mb', 'a\ufffd31mb'],
    ['\u001b]0;title\u0007', '\ufffd]0;title\ufffd'],
    ['a\u202eb', 'a\ufffdb'],
    ['a\u200bb', 'a\ufffdb'],
    ['a\n\tb', 'a b'],
    ['\ud800', '\ufffd'],
    ['模型/字-7b', '模型/字-7b'],
  ])('%j', (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  test('leaves nothing that a terminal obeys', () => {
    fc.assert(
      fc.property(anything, (text) => {
        // eslint-disable-next-line no-control-regex
        expect(visible(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
        expect(ascii(visible(text))).toMatch(/^[ -~]*$/);
      }),
    );
  });
});

test('JSON for a terminal is the same JSON', () => {
  fc.assert(
    fc.property(anything, (text) => {
      const json = plainJson({ text });
      expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify({ text })));
      // eslint-disable-next-line no-control-regex
      expect(json).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
    }),
  );
});

describe('columns', () => {
  test.each([
    ['abc', 3],
    ['模型', 4],
    ['e\u0301', 1],
    ['🚀', 2],
    ['👨‍👩‍👧', 2],
    ['ｗ', 2],
    ['', 0],
  ])('%j has %i', (text, columns) => {
    expect(widthOf(text)).toBe(columns);
  });

  test.each([
    ['abcdef', 6, 'abcdef'],
    ['abcdef', 4, 'abc…'],
    ['模型模型', 5, '模型…'],
    ['模型模型', 6, '模型…'],
    ['abc  def', 5, 'abc…'],
  ])('%j cut to %i', (text, columns, shown) => {
    expect(cut(text, columns, '…')).toBe(shown);
  });

  test('a text is padded to its columns', () => {
    expect(padEnd('模', 4)).toBe('模  ');
    expect(padStart('模', 4)).toBe('  模');
    expect(padStart('abcde', 4)).toBe('abcde');
  });

  test('wrapped lines are no wider than they may be, and nothing is lost', () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 2, max: 30 }), (text, columns) => {
        const lines = wrap(text, columns);
        for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(columns);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      }),
    );
  });

  test('what is cut is no wider than it may be', () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 30 }), (text, columns) => {
        expect(widthOf(cut(text, columns, '…'))).toBeLessThanOrEqual(columns);
      }),
    );
  });
});

test.each([
  [0, '0.00 s'],
  [0.004, '0.00 s'],
  [9.994, '9.99 s'],
  [9.996, '10.0 s'],
  [-4.5, '-4.50 s'],
  [-0.001, '0.00 s'],
  [119.94, '119.9 s'],
  [119.96, '2 min 00 s'],
  [187.4, '3 min 07 s'],
  [3599.6, '1 h 00 min'],
  [3720, '1 h 02 min'],
  [-187, '-3 min 07 s'],
])('%d seconds are %s', (s, text) => {
  expect(seconds(s)).toBe(text);
});

test.each([
  [0, 10, '0 %'],
  [0.05, 10, '<1 %'],
  [5, 10, '50 %'],
  [20, 10, '200 %'],
  [1, 0, ''],
])('%d of %d are %s', (part, whole, text) => {
  expect(percent(part, whole)).toBe(text);
});
