/** The way back, for tests: messages to both forms, written from the encoding's description alone. */
import type { Message, Scalar } from '../../src/view/otlp/message.js';

export function writeJson(message: Message, value: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(message).flatMap(([name, { type, repeated }]) => {
    const given = value[name];
    const write = (item: unknown) =>
      typeof type === 'string' ? jsonScalar(item) : writeJson(type, item as Record<string, unknown>);
    if (given === undefined) return [];
    return [[name, repeated ? (given as unknown[]).map(write) : write(given)] as const];
  });
  return Object.fromEntries(entries);
}

function jsonScalar(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  // JSON has no word for these, nor for the sign of zero.
  return typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))
    ? Object.is(value, -0)
      ? '-0'
      : String(value)
    : value;
}

const WIRE: Record<Scalar, { type: number; write: (value: never) => number[] }> = {
  string: { type: 2, write: (value: string) => lengthPrefixed([...new TextEncoder().encode(value)]) },
  bool: { type: 0, write: (value: boolean) => varint(value ? 1n : 0n) },
  uint32: { type: 0, write: (value: number) => varint(BigInt(value)) },
  enum: { type: 0, write: (value: number) => varint(BigInt(value)) },
  int64: { type: 0, write: (value: bigint) => varint(BigInt.asUintN(64, value)) },
  uint64: { type: 0, write: varint },
  double: {
    type: 1,
    write: (value: number) =>
      eight((view) => {
        view.setFloat64(0, value, true);
      }),
  },
  fixed64: {
    type: 1,
    write: (value: bigint) =>
      eight((view) => {
        view.setBigUint64(0, value, true);
      }),
  },
  sfixed64: {
    type: 1,
    write: (value: bigint) =>
      eight((view) => {
        view.setBigInt64(0, value, true);
      }),
  },
};

export function writeProtobuf(message: Message, value: Record<string, unknown>): Uint8Array {
  return Uint8Array.from(messageBytes(message, value));
}

function messageBytes(message: Message, value: Record<string, unknown>): number[] {
  return Object.entries(message).flatMap(([name, { no, type, repeated }]) => {
    const given = value[name];
    const items = given === undefined ? [] : repeated ? (given as unknown[]) : [given];
    return items.flatMap((item) =>
      typeof type === 'string'
        ? [...varint(BigInt(no * 8 + WIRE[type].type)), ...WIRE[type].write(item as never)]
        : [
            ...varint(BigInt(no * 8 + 2)),
            ...lengthPrefixed(messageBytes(type, item as Record<string, unknown>)),
          ],
    );
  });
}

function lengthPrefixed(bytes: number[]): number[] {
  return [...varint(BigInt(bytes.length)), ...bytes];
}

function varint(value: bigint): number[] {
  return value < 0x80n ? [Number(value)] : [Number(value & 0x7fn) | 0x80, ...varint(value >> 7n)];
}

function eight(set: (view: DataView) => void): number[] {
  const view = new DataView(new ArrayBuffer(8));
  set(view);
  return [...new Uint8Array(view.buffer)];
}
