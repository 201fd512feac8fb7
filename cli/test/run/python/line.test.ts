import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseHookLine } from '../../../src/run/python/line.js';

describe('parseHookLine', () => {
  it('fills what may be missing with null', () => {
    expect(parseHookLine('{"k":"end","m":1.5,"id":3}')).toEqual({
      k: 'end',
      m: 1.5,
      id: 3,
      error: null,
      message: null,
      bytes: null,
      disk_bytes: null,
    });
  });

  it('drops fields that it does not know', () => {
    expect(parseHookLine('{"k":"diagnostic","message":"x","__proto__":{"a":1},"b":2}')).toEqual({
      k: 'diagnostic',
      message: 'x',
    });
  });

  it.each([
    ['', 'is not JSON'],
    ['{"k":"end","m":1', 'is not JSON'],
    ['[]', 'is not an object'],
    ['null', 'is not an object'],
    ['{"k":"toString"}', 'has no known "k"'],
    ['{"k":"end","m":1}', 'has no valid "id"'],
    ['{"k":"end","m":"1","id":1}', 'has no valid "m"'],
    ['{"k":"end","m":1e999,"id":1}', 'has no valid "m"'],
    ['{"k":"end","m":1,"id":-1}', 'has no valid "id"'],
    ['{"k":"begin","m":1,"id":1,"what":"read","bytes":0.5}', 'has no valid "bytes"'],
  ])('says what is wrong with %s', (text, wrong) => {
    expect(parseHookLine(text)).toEqual({ wrong });
  });

  it('takes any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.object().map(String)), (text) => {
        const line = parseHookLine(text);
        expect('wrong' in line || typeof line.k === 'string').toBe(true);
      }),
    );
  });
});
