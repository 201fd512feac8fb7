import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTraceParent, newSpan, parseTraceParent } from '../src/trace-parent.js';

const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`));

describe('TRACEPARENT', () => {
  it('names the span that the load belongs to', () => {
    fc.assert(
      fc.property(hex(32), hex(16), fc.integer({ min: 0, max: 255 }), (traceId, spanId, traceFlags) => {
        const flags = traceFlags.toString(16).padStart(2, '0');
        const parent = parseTraceParent(`00-${traceId}-${spanId}-${flags}`);
        const valid = /[^0]/.test(traceId) && /[^0]/.test(spanId);
        expect(parent).toEqual(valid ? { traceId, spanId, traceFlags } : null);
      }),
    );
  });

  it('of a new span is one that others can read, in the trace of its parent, and no less sampled', () => {
    const own = newSpan(null);
    expect(own.traceFlags).toBe(1);
    expect(parseTraceParent(formatTraceParent(own))).toEqual(own);
    fc.assert(
      fc.property(hex(32), hex(16), fc.integer({ min: 0, max: 255 }), (traceId, spanId, traceFlags) => {
        const below = newSpan({ traceId, spanId, traceFlags });
        expect(below.traceId).toBe(traceId);
        expect(below.spanId).not.toBe(spanId);
        expect(below.traceFlags).toBe(traceFlags & 1);
      }),
    );
    expect(new Set(Array.from({ length: 1000 }, () => newSpan(null).spanId)).size).toBe(1000);
  });

  it.each([undefined, '', 'nonsense', '00-abc-def-01'])('is left alone where it is %j', (text) => {
    expect(parseTraceParent(text)).toBeNull();
  });
});
