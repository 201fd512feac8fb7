import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineScanner, LineSplitter, WordFinder, wordsOf } from '../../../src/log/index.js';

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'ä'), minLength: 2, maxLength: 6 });
const text = fc.string({ unit: fc.constantFrom('a', 'b', 'ä', ' ', '\n', '\r'), maxLength: 80 });

/** Cuts bytes at the given places. */
function pieces(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end));
}

describe('WordFinder', () => {
  it('finds a word in the first line that has one', () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), text, fc.nat(80), (words, log, from) => {
        const bytes = Buffer.from(log);
        const found = new WordFinder(words).search(bytes)(from);
        const has = (start: number, end: number): boolean =>
          words.some((each) => bytes.subarray(start, end).includes(each));
        if (found === -1) {
          expect(has(from, bytes.length)).toBe(false);
          return;
        }
        expect(found).toBeGreaterThanOrEqual(from);
        expect(words.some((each) => bytes.subarray(found).indexOf(each) === 0)).toBe(true);
        expect(has(from, Math.max(from, bytes.lastIndexOf('\n', found)))).toBe(false);
      }),
      { numRuns: 3000 },
    );
  });

  it.each([65_530, 65_533, 65_535, 65_536, 65_537, 131_071, 200_000])('finds a word at byte %i', (at) => {
    const bytes = Buffer.alloc(at + 40, 'x');
    bytes.write('loading', at);
    const search = new WordFinder(['loading', '%|', 'Capturing CUDA']).search(bytes);
    expect(search(0)).toBe(at);
    expect(search(at)).toBe(at);
    expect(search(at + 1)).toBe(-1);
  });

  it('refuses a word of one byte', () => {
    expect(() => new WordFinder(['a'])).toThrow(RangeError);
  });
});

describe('LineScanner', () => {
  it('gives the lines that have a word, however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 4 }),
        text,
        fc.array(fc.nat(), { maxLength: 6 }),
        (words, log, cuts) => {
          const bytes = Buffer.from(log);
          const scanner = new LineScanner(new WordFinder(words));
          const splitter = new LineSplitter();
          const expected = [...splitter.push(bytes), ...splitter.end()].filter((line) =>
            words.some((each) => line.includes(each)),
          );
          const found = [...pieces(bytes, cuts).flatMap((piece) => scanner.push(piece)), ...scanner.end()];
          expect(found).toEqual(expected);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('gives every line without words to look for', () => {
    const scanner = new LineScanner(null);
    expect([
      ...scanner.push(Buffer.from('one\r\ntwo\n\nthr')),
      ...scanner.push(Buffer.from('ee\nfo')),
      ...scanner.end(),
    ]).toEqual(['one', 'two', 'three', 'fo']);
  });

  it('looks at the beginning of a line that goes on and on, and keeps no more of it', () => {
    const scanner = new LineScanner(new WordFinder(['loading']));
    const lines = scanner.push(Buffer.from('loading '));
    for (let piece = 0; piece < 100; piece++) {
      lines.push(...scanner.push(Buffer.alloc(10_000, 'x')));
    }
    lines.push(...scanner.push(Buffer.from(' loading\nnext loading\n')));
    expect(lines).toHaveLength(2);
    expect(lines[0]?.length).toBeLessThan(40_000);
    expect(lines[1]).toBe('next loading');
  });
});

describe('wordsOf', () => {
  it('takes the longest word of each pattern, without what JSON escapes and servers pad', () => {
    expect(wordsOf([{ literals: ['srv  load_model: "loading', ' x'] }, { literals: ['took '] }])).toEqual([
      'load_model:',
      'took',
    ]);
  });

  it('takes what every progress bar has, rather than what it is called', () => {
    expect(wordsOf([{ literals: ['Loading shards: ', '%|', '| '] }])).toEqual(['%|']);
  });

  it('takes the name of a process, which stands before each of its lines, only where there is no other', () => {
    const words = wordsOf([{ literals: ['EngineCore failed '] }, { literals: ['EngineCore '] }]);
    expect(words?.toSorted()).toEqual(['EngineCore', 'failed']);
  });

  it('is null where a pattern has none that is rare enough', () => {
    expect(wordsOf([{ literals: ['a b c'] }])).toBeNull();
  });
});
