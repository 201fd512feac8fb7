/**
 * Protocol Buffers, as far as writing a big file needs it. A message is a list of pieces whose sizes are known before
 * any of them is written, so a tensor of gigabytes needs no memory: it is a block that is repeated while it is written.
 * Source of the format: https://protobuf.dev/programming-guides/encoding/
 */
export type Piece = Uint8Array | Repeated;

/** `bytes` bytes, made by writing `block` again and again; the last time cut short. */
export interface Repeated {
  readonly block: Uint8Array;
  readonly bytes: number;
}

export type Message = readonly Piece[];

const WIRE_VARINT = 0;
const WIRE_LENGTH_DELIMITED = 2;

/** A non-negative integer up to 2^53 in base 128, least significant group first. */
export function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return Uint8Array.from(bytes);
}

export function byteLength(message: Message): number {
  return message.reduce((sum, piece) => sum + (piece instanceof Uint8Array ? piece.length : piece.bytes), 0);
}

export function integerField(field: number, value: number): Message {
  return [varint(field * 8 + WIRE_VARINT), varint(value)];
}

export function textField(field: number, text: string): Message {
  return messageField(field, [Buffer.from(text, 'utf8')]);
}

/** A nested message, or bytes. */
export function messageField(field: number, content: Message): Message {
  return [varint(field * 8 + WIRE_LENGTH_DELIMITED), varint(byteLength(content)), ...content];
}
