import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  LOGS_REQUEST,
  MalformedError,
  METRICS_REQUEST,
  readJson,
  readProtobuf,
  TRACES_REQUEST,
} from '../../src/view/otlp/index.js';
import type { Field, Message } from '../../src/view/otlp/message.js';
import { writeJson, writeProtobuf } from './otlp-writers.js';

const INT64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const UINT64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

const SCALARS = {
  string: fc.string({ unit: 'grapheme' }),
  bool: fc.boolean(),
  double: fc.double(),
  uint32: fc.nat({ max: 2 ** 32 - 1 }),
  enum: fc.nat({ max: 3 }),
  int64: INT64,
  sfixed64: INT64,
  uint64: UINT64,
  fixed64: UINT64,
} as const;

/** Any value that a message may have, with fields left out at will. */
function anyMessage(message: Message): fc.Arbitrary<Record<string, unknown>> {
  return fc.record(
    Object.fromEntries(Object.entries(message).map(([name, field]) => [name, anyField(field)])),
  );
}

function anyField({ type, repeated }: Field): fc.Arbitrary<unknown> {
  const value: fc.Arbitrary<unknown> = typeof type === 'string' ? SCALARS[type] : anyMessage(type);
  return repeated ? fc.array(value, { maxLength: 3 }) : fc.option(value, { nil: undefined });
}

describe.each([
  ['metrics', METRICS_REQUEST as Message],
  ['traces', TRACES_REQUEST as Message],
  ['logs', LOGS_REQUEST as Message],
])('%s', (_name, message) => {
  test('protobuf and JSON of one request are read alike', () => {
    fc.assert(
      fc.property(anyMessage(message), (value) => {
        expect(readProtobuf(message, writeProtobuf(message, value))).toEqual(value);
        expect(readJson(message, JSON.parse(JSON.stringify(writeJson(message, value))))).toEqual(value);
      }),
      { numRuns: 60 },
    );
  });

  test('a request that is cut short is malformed or shorter, never a crash', () => {
    fc.assert(
      fc.property(anyMessage(message), fc.double({ min: 0, max: 1, noNaN: true }), (value, share) => {
        const bytes = writeProtobuf(message, value);
        readOrMalformed(message, bytes.subarray(0, Math.floor(bytes.length * share)));
      }),
      { numRuns: 60 },
    );
  });

  test('any bytes are read or malformed, never a crash', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        readOrMalformed(message, bytes);
      }),
    );
  });
});

function readOrMalformed(message: Message, bytes: Uint8Array): void {
  try {
    readProtobuf(message, bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(MalformedError);
  }
}

describe('protobuf', () => {
  test('lists of numbers may be packed or not', () => {
    const message: Message = { counts: { no: 6, type: 'fixed64', repeated: true } };
    const unpacked = [0x31, 1, 0, 0, 0, 0, 0, 0, 0, 0x31, 2, 0, 0, 0, 0, 0, 0, 0];
    const packed = [0x32, 16, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0];
    expect(readProtobuf(message, Uint8Array.from(unpacked))).toEqual({ counts: [1n, 2n] });
    expect(readProtobuf(message, Uint8Array.from(packed))).toEqual({ counts: [1n, 2n] });
  });

  test('fields that nobody knows are skipped', () => {
    const message: Message = { name: { no: 2, type: 'string', repeated: false } };
    const bytes = [0x08, 0x96, 0x01, 0x12, 1, 0x78, 0x1d, 0, 0, 0, 0, 0x22, 2, 9, 9];
    expect(readProtobuf(message, Uint8Array.from(bytes))).toEqual({ name: 'x' });
  });

  test('a length beyond the end says where', () => {
    const message: Message = { name: { no: 1, type: 'string', repeated: false } };
    expect(() => readProtobuf(message, Uint8Array.from([0x0a, 0x7f, 0x61]))).toThrow(
      '127 bytes wanted at byte 2, 1 left',
    );
  });
});

describe('JSON', () => {
  test.each([
    [[], 'the body must be an object'],
    [{ resourceMetrics: {} }, 'resourceMetrics must be a list'],
    [{ resourceMetrics: [{ scopeMetrics: 3 }] }, 'resourceMetrics[0].scopeMetrics must be a list'],
    [
      { resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: 7 }] }] }] },
      'resourceMetrics[0].scopeMetrics[0].metrics[0].name must be a text',
    ],
  ])('%j: %s', (body, message) => {
    expect(() => readJson(METRICS_REQUEST, body)).toThrow(new MalformedError(message));
  });

  test('64-bit numbers come as text or number, doubles also as words', () => {
    const message: Message = {
      a: { no: 1, type: 'fixed64', repeated: true },
      b: { no: 2, type: 'double', repeated: true },
    };
    expect(readJson(message, { a: ['18446744073709551615', 7], b: ['NaN', '-Infinity', 1.5] })).toEqual({
      a: [18446744073709551615n, 7n],
      b: [NaN, -Infinity, 1.5],
    });
    expect(() => readJson(message, { a: [1.5] })).toThrow('a[0] must be a whole number');
  });
});
