import type { PartialSuccess } from './schema.js';

/**
 * The protobuf body of an OTLP answer: empty when everything was taken, else `partial_success` (field 1) with the
 * number of rejected points or spans (1) and the reason (2).
 */
export function writePartialSuccess(rejected: PartialSuccess | null): Uint8Array {
  if (!rejected) {
    return new Uint8Array();
  }
  const message = new TextEncoder().encode(rejected.message);
  const body = [0x08, ...varint(rejected.rejected), 0x12, ...varint(message.length), ...message];
  return Uint8Array.from([0x0a, ...varint(body.length), ...body]);
}

function varint(value: number): number[] {
  const bytes = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) {
    bytes.push((rest % 0x80) | 0x80);
  }
  return [...bytes, rest];
}
