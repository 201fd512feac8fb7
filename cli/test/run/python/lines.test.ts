import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Lines } from '../../../src/run/python/lines.js';

function cut(chunks: readonly Buffer[]): { lines: string[]; long: string[]; rest: string } {
  const lines: string[] = [];
  const long: string[] = [];
  const reader = new Lines(
    (line) => lines.push(line),
    (beginning) => long.push(beginning),
  );
  for (const chunk of chunks) reader.push(chunk);
  return { lines, long, rest: reader.end() };
}

describe('Lines', () => {
  it('gives the same lines however the stream is cut', () => {
    const line = fc.string({ unit: 'binary', maxLength: 20 }).map((text) => text.replaceAll('\n', ''));
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat({ max: 30 })), (texts, sizes) => {
        const bytes = Buffer.from(texts.map((text) => `${text}\n`).join(''));
        const chunks: Buffer[] = [];
        let at = 0;
        for (const size of sizes) {
          chunks.push(bytes.subarray(at, at + size));
          at += size;
        }
        chunks.push(bytes.subarray(at));
        expect(cut(chunks)).toEqual(cut([bytes]));
        expect(cut(chunks).lines).toEqual(texts.map((text) => Buffer.from(text).toString()));
      }),
    );
  });

  it('drops a line that is too long, says so once, and goes on after it', () => {
    const flood = Array.from({ length: 100 }, () => Buffer.alloc(1000, 'x'));
    expect(cut([Buffer.from('a\n'), ...flood, Buffer.from('end\nb\n')])).toEqual({
      lines: ['a', 'b'],
      long: ['x'.repeat(80)],
      rest: '',
    });
  });

  it('keeps what was never ended', () => {
    expect(cut([Buffer.from('a\n{"k":')]).rest).toBe('{"k":');
  });
});
