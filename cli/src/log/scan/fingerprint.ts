import { ORDINARY } from './ordinary.js';
import { FINGERPRINT_BYTES, FIRST_BYTES } from './wasm/index.js';

export interface Chosen {
  readonly bytes: Buffer;
  /** Where in the word it stands. */
  readonly offset: number;
}

/** The bytes of a word by which it is looked for: from the first ones on that ordinary lines do not have. */
export function fingerprintOf(word: Buffer): Chosen {
  const last = Math.max(0, word.length - FIRST_BYTES);
  let offset = 0;
  while (offset < last && ORDINARY.includes(word.toString('latin1', offset, offset + FIRST_BYTES))) {
    offset += 1;
  }
  return { bytes: word.subarray(offset, offset + FINGERPRINT_BYTES), offset };
}
