import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitting, trimEnd, trimMiddle } from '../../src/layout';

const measure = (text: string) => text.length * 6;

describe('labels', () => {
  test('the longest variant that fits is taken', () => {
    expect(fitting(['GPU idle 23 s', 'idle 23 s', '23 s'], 60, measure)).toBe('idle 23 s');
    expect(fitting(['GPU idle 23 s'], 20, measure)).toBeNull();
  });
  test('a trimmed text fits, and one that fits is left alone', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 60 }),
        fc.integer({ min: 0, max: 300 }),
        (text, width) => {
          for (const trim of [trimMiddle, trimEnd]) {
            const trimmed = trim(text, width, measure);
            expect(measure(trimmed)).toBeLessThanOrEqual(width);
            if (measure(text) <= width) expect(trimmed).toBe(text);
          }
        },
      ),
    );
  });
  test('a pod keeps the end that tells it apart', () => {
    expect(trimMiddle('chat-7b-6f9c4d5b8-x2q9z', 90, measure)).toBe('chat-7b…8-x2q9z');
  });
});
