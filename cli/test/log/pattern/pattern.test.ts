import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compilePattern, HOLES } from '../../../src/log/pattern/index.js';
import type { HoleName } from '../../../src/log/pattern/index.js';

const captures = (pattern: string, text: string) => compilePattern(pattern).match(text)?.captures ?? null;

describe('holes', () => {
  const EXAMPLES: Readonly<Record<string, readonly [text: string, value: string | number]>> = {
    s: ['12.5', 12.5],
    ms: ['978.1', 978.1],
    dur: ['1m3.5s', 63.5],
    n: ['3', 3],
    of: ['1,024', 1024],
    rank: ['rank=2', 'rank=2'],
    model: ['acme/tiny-7b', 'acme/tiny-7b'],
    version: ['0.9.1rc2', '0.9.1rc2'],
    cause: ['out of memory on GPU 3', 'out of memory on GPU 3'],
    bytes: ['7516192768', 7_516_192_768],
    mib: ['14.5', 14.5],
    gib: ['1e-3', 0.001],
    gb: ['-2', -2],
    '#': ['42', 42],
    w: ['[abc]', '[abc]'],
    '*': ['any thing', 'any thing'],
    pct: ['99', 99],
    bar: ['model.bin', 'model.bin'],
  };

  function exampleOf(hole: HoleName): readonly [text: string, value: string | number] {
    const example = EXAMPLES[hole];
    if (example === undefined) throw new Error(`the hole {${hole}} needs an example here`);
    return example;
  }

  test.each(Object.keys(HOLES) as HoleName[])('{%s} in the middle and at the end', (hole) => {
    const [text, value] = exampleOf(hole);
    expect(captures(`step took {${hole}} then done`, `I: step took ${text} then done.`)).toEqual({
      [hole]: value,
    });
    expect(captures(`step took {${hole}}`, `step took ${text}`)).toEqual({ [hole]: value });
  });

  test.each(Object.keys(HOLES) as HoleName[])(
    '{%s} at the beginning takes what stands before the text',
    (hole) => {
      const kind = HOLES[hole].kind;
      const [text, value] = exampleOf(hole);
      const last = kind === 'text' ? text.split(' ').at(-1) : text;
      expect(captures(`{${hole}} is ready`, `INFO ${text} is ready`)).toEqual({
        [hole]: kind === 'text' ? last : value,
      });
    },
  );

  test.each(['s', 'n', 'gib'] as const)('{%s} takes no word', (hole) => {
    expect(captures(`took {${hole}} of it`, 'took most of it')).toBeNull();
    expect(captures(`{${hole}} of it`, 'most of it')).toBeNull();
  });

  test('a comma after a number is not part of it', () => {
    expect(captures('# GPU blocks: {#}, # CPU', '# GPU blocks: 13,330, # CPU')).toEqual({ '#': 13330 });
  });

  test('a number may be padded by one space', () => {
    expect(captures('done: {#}% after', 'done:  7% after')).toEqual({ '#': 7 });
  });

  test.each([
    ['48.277857716s', 48.277857716],
    ['978.123ms', 0.978123],
    ['1.2µs', 1.2e-6],
    ['2h5m', 7500],
    ['0:01:22', 82],
    ['03:07', 187],
    ['00:15.45', 15.45],
    ['1:00:00.5', 3600.5],
  ])('{dur} reads %s', (text, seconds) => {
    const found = captures('ready in {dur} rank', `ready in ${text} rank`);
    expect(found?.dur).toBeCloseTo(seconds, 9);
  });

  test.each(['soon', 's', '12', '12 s', ':30'])('{dur} does not read %j', (text) => {
    expect(captures('ready in {dur} rank', `ready in ${text} rank`)).toBeNull();
  });

  test('a word ends at a space or where the text goes on; {*} may be empty', () => {
    expect(captures('model={model}, dtype', 'model=a/b, dtype')).toEqual({ model: 'a/b' });
    expect(captures('model={model}, dtype', 'model=a b, dtype')).toBeNull();
    expect(captures('load [{*}] end', 'load [] end')).toEqual({ '*': '' });
    expect(captures('for {w}', 'for ')).toBeNull();
  });

  test('the nearest text that lets the rest fit ends a hole', () => {
    expect(captures('for {*}: {s} seconds', 'for a: b: 3 seconds')).toEqual({ '*': 'a: b', s: 3 });
  });

  test('the first place that fits counts, not the first that begins to', () => {
    expect(captures('took {s} seconds', 'took long; took 4 seconds')).toEqual({ s: 4 });
  });
});

describe('where it stands', () => {
  test.each([
    ['server started', 'INFO server started.', true],
    ['^server started', 'server started.', true],
    ['^server started', 'the server started.', false],
    ['server started$', 'the server started', true],
    ['server started$', 'the server started ', true],
    ['server started$', 'server started twice', false],
    ['^server started$', 'server started', true],
    ['^{w} started', 'server started', true],
    ['^{w} started', 'the server started', false],
    ['took {s}$', 'took 3', true],
    ['took {s}$', 'took 3 s', false],
    ['for {model}$', 'for a b', false],
  ])('%j in %j: %j', (pattern, text, fits) => {
    expect(compilePattern(pattern).match(text) !== null).toBe(fits);
  });

  test('spaces in a row of the pattern are one', () => {
    expect(compilePattern('weights   took\t{s}').match('weights took 2')).not.toBeNull();
  });

  test('a later match is found from where the first one ends', () => {
    const pattern = compilePattern('shards {n}/{of} [');
    const text = 'shards 1/3 [00:01] shards 2/3 [00:02]';
    const first = pattern.match(text);
    expect(first?.captures).toEqual({ n: 1, of: 3 });
    expect(pattern.match(text, first?.end)?.captures).toEqual({ n: 2, of: 3 });
    expect(pattern.match(text, text.length)).toBeNull();
  });
});

describe('a wrong pattern says what is wrong', () => {
  test.each([
    ['took {sec} seconds', /unknown hole \{sec\}.*there are: s, ms, dur/],
    ['took {s}{w}', /needs a text between \{s\} and \{w\}/],
    ['{s} s', /needs a text of 3 characters/],
    ['', /needs a text of 3 characters/],
    ['^$', /needs a text of 3 characters/],
    ['{*}', /needs a text of 3 characters/],
  ])('%j', (source, message) => {
    expect(() => compilePattern(source)).toThrow(message);
  });
});

/** Patterns of random texts and holes, and a line that fits. */
const words = fc.stringMatching(/^[a-z]{3,8}$/);
const fitting = fc
  .array(
    fc.record({
      text: words,
      hole: fc.constantFrom<HoleName>('s', 'n', 'w', 'model', 'dur', '*'),
      number: fc.double({ min: 0, max: 1e6, noNaN: true }).map((x) => x.toFixed(3)),
      word: fc.stringMatching(/^[A-Z/.-]{1,8}$/),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .chain((parts) => fc.tuple(fc.constant(parts), fc.string({ maxLength: 30 }), fc.string({ maxLength: 30 })));

test('what is put in the holes comes out of them', () => {
  fc.assert(
    fc.property(fitting, ([parts, before, after]) => {
      const filled = parts.map(({ text, hole, number, word }) => ({
        text,
        hole,
        value: HOLES[hole].kind === 'number' ? number : hole === 'dur' ? `${number}s` : word,
      }));
      const unique = filled.filter(({ hole }, i) => filled.findIndex((other) => other.hole === hole) === i);
      const pattern = unique.map(({ text, hole }) => `${text} {${hole}} `).join('') + 'end.';
      const line = unique.map(({ text, value }) => `${text} ${value} `).join('') + 'end.';
      const found = compilePattern(pattern).match(`${before} ${line} ${after}`);
      expect(found).not.toBeNull();
      for (const { hole, value } of unique) {
        expect(String(found?.captures[hole])).toBe(
          HOLES[hole].kind === 'number'
            ? String(Number(value))
            : hole === 'dur'
              ? String(Number(value.slice(0, -1)))
              : value,
        );
      }
    }),
  );
});

test('a match never throws and ends within the line', () => {
  const pieces = fc.constantFrom(
    'took ',
    '{',
    '1',
    '1,',
    '.',
    's',
    ' ',
    'seconds',
    '[',
    '/',
    ':',
    'e-',
    'µ',
    '\u0000',
    '字',
  );
  const patterns = ['took {s} seconds', '{w} took {dur}', 'took {*}seconds{n}/{of} [', '^took {#}$'].map(
    compilePattern,
  );
  fc.assert(
    fc.property(
      fc.array(pieces, { maxLength: 60 }).map((each) => each.join('')),
      (line) => {
        for (const pattern of patterns) {
          const found = pattern.match(line);
          expect(found === null || (found.end > 0 && found.end <= line.length)).toBe(true);
        }
      },
    ),
  );
});
