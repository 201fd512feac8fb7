import {
  emptyMessage,
  MalformedError,
  type Decoded,
  type Field,
  type Message,
  type Scalar,
} from './message.js';

const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;
const FIXED32 = 5;

const WIRE_TYPES: Readonly<Record<Scalar, number>> = {
  string: LENGTH,
  bool: VARINT,
  double: FIXED64,
  uint32: VARINT,
  enum: VARINT,
  int64: VARINT,
  uint64: VARINT,
  fixed64: FIXED64,
  sfixed64: FIXED64,
};

/**
 * Reads a protobuf message. Source: protobuf.dev, "Encoding". Costs time and memory in proportion to the bytes.
 *
 * @throws MalformedError cut short, or a known field of the wrong wire type
 */
export function readProtobuf<M extends Message>(message: M, bytes: Uint8Array): Decoded<M> {
  return readMessage(message, new Cursor(bytes)) as Decoded<M>;
}

function readMessage(message: Message, cursor: Cursor): Record<string, unknown> {
  const result = emptyMessage(message);
  const byNumber = fieldsByNumber(message);
  while (!cursor.atEnd) {
    const tag = Number(cursor.varint());
    const wireType = tag & 7;
    const known = byNumber.get(Math.floor(tag / 8));
    if (!known) {
      cursor.skip(wireType);
      continue;
    }
    const [name, field] = known;
    if (field.repeated) {
      readInto(result[name] as unknown[], field, wireType, name, cursor);
    } else {
      result[name] = readOne(field, wireType, name, cursor);
    }
  }
  return result;
}

/** A list of numbers comes packed into one field, or as one field each. */
function readInto(list: unknown[], field: Field, wireType: number, name: string, cursor: Cursor): void {
  const packable = typeof field.type === 'string' && WIRE_TYPES[field.type] !== LENGTH;
  if (!packable || wireType !== LENGTH) {
    list.push(readOne(field, wireType, name, cursor));
    return;
  }
  const packed = cursor.slice();
  while (!packed.atEnd) {
    list.push(readOne(field, WIRE_TYPES[field.type], name, packed));
  }
}

function readOne({ type }: Field, wireType: number, name: string, cursor: Cursor): unknown {
  const expected = typeof type === 'string' ? WIRE_TYPES[type] : LENGTH;
  if (wireType !== expected) {
    throw new MalformedError(
      `${name} has wire type ${wireType} instead of ${expected} (byte ${cursor.position})`,
    );
  }
  return typeof type === 'string' ? cursor[type]() : readMessage(type, cursor.slice());
}

const numbered = new WeakMap<Message, ReadonlyMap<number, readonly [string, Field]>>();

function fieldsByNumber(message: Message): ReadonlyMap<number, readonly [string, Field]> {
  let fields = numbered.get(message);
  if (!fields) {
    fields = new Map(Object.entries(message).map(([name, field]) => [field.no, [name, field] as const]));
    numbered.set(message, fields);
  }
  return fields;
}

/** A reading position in bytes; a method per scalar type. */
class Cursor implements Record<Scalar, () => unknown> {
  private readonly view: DataView;
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get position(): number {
    return this.at;
  }

  get atEnd(): boolean {
    return this.at >= this.bytes.length;
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.view.getUint8(this.take(1));
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) {
        return BigInt.asUintN(64, value);
      }
    }
    throw new MalformedError(`a number longer than 10 bytes (byte ${this.at})`);
  }

  slice(): Cursor {
    const length = Number(this.varint());
    const start = this.take(length);
    return new Cursor(this.bytes.subarray(start, start + length));
  }

  skip(wireType: number): void {
    switch (wireType) {
      case VARINT:
        this.varint();
        return;
      case FIXED64:
        this.take(8);
        return;
      case LENGTH:
        this.slice();
        return;
      case FIXED32:
        this.take(4);
        return;
      default:
        throw new MalformedError(`wire type ${wireType} does not exist (byte ${this.at})`);
    }
  }

  string(): string {
    return new TextDecoder().decode(this.slice().bytes);
  }

  bool(): boolean {
    return this.varint() !== 0n;
  }

  double(): number {
    return this.view.getFloat64(this.take(8), true);
  }

  uint32(): number {
    return Number(BigInt.asUintN(32, this.varint()));
  }

  enum(): number {
    return Number(BigInt.asIntN(32, this.varint()));
  }

  int64(): bigint {
    return BigInt.asIntN(64, this.varint());
  }

  uint64(): bigint {
    return this.varint();
  }

  fixed64(): bigint {
    return this.view.getBigUint64(this.take(8), true);
  }

  sfixed64(): bigint {
    return this.view.getBigInt64(this.take(8), true);
  }

  /** Moves on; returns where it was. */
  private take(length: number): number {
    const start = this.at;
    if (length > this.bytes.length - start) {
      throw new MalformedError(`${length} bytes wanted at byte ${start}, ${this.bytes.length - start} left`);
    }
    this.at = start + length;
    return start;
  }
}
