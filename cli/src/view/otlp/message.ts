/**
 * A description of a protobuf message, read by two readers: `protobuf.ts` (wire format) and `json.ts` (OTLP/JSON).
 * It lists the fields we use; others are skipped, as both formats demand.
 */
export type Scalar =
  'string' | 'bool' | 'double' | 'uint32' | 'enum' | 'int64' | 'uint64' | 'fixed64' | 'sfixed64';

export interface Field<T extends Scalar | Message = Scalar | Message, R extends boolean = boolean> {
  /** Field number on the wire. */
  readonly no: number;
  readonly type: T;
  readonly repeated: R;
}

export interface Message {
  /** By name in JSON, lowerCamelCase. */
  readonly [name: string]: Field;
}

export function one<const T extends Scalar | Message>(no: number, type: T): Field<T, false> {
  return { no, type, repeated: false };
}

export function many<const T extends Scalar | Message>(no: number, type: T): Field<T, true> {
  return { no, type, repeated: true };
}

interface ScalarValues {
  string: string;
  bool: boolean;
  double: number;
  uint32: number;
  enum: number;
  int64: bigint;
  uint64: bigint;
  fixed64: bigint;
  sfixed64: bigint;
}

type Value<T> = T extends Scalar ? ScalarValues[T] : T extends Message ? Decoded<T> : never;

/** What a reader returns: lists are never absent, the rest is `undefined` where the sender left it out. */
export type Decoded<M extends Message> = {
  readonly [K in keyof M]: M[K] extends Field<infer T, infer R>
    ? R extends true
      ? readonly Value<T>[]
      : Value<T> | undefined
    : never;
};

/** Bytes or JSON that are not the message they should be; the text says where. */
export class MalformedError extends Error {}

/** Fields of a message that nobody has sent yet. */
export function emptyMessage(message: Message): Record<string, unknown> {
  const empty: Record<string, unknown> = {};
  for (const [name, { repeated }] of Object.entries(message)) {
    empty[name] = repeated ? [] : undefined;
  }
  return empty;
}
