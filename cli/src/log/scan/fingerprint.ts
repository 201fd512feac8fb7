import { ORDINARY } from './ordinary.js';
import { FINGERPRINT_BYTES } from './wasm/index.js';

export interface Chosen {
  readonly bytes: Buffer;
  /** Where in the word it stands. */
  readonly offset: number;
}

/** The bytes of a word by which it is looked for: the first that ordinary lines do not have, else its last. */
export function fingerprintOf(word: Buffer): Chosen {
  const last = Math.max(0, word.length - FINGERPRINT_BYTES);
  for (let offset = 0; offset < last; offset++) {
    const bytes = word.subarray(offset, offset + FINGERPRINT_BYTES);
    if (!ORDINARY.includes(bytes.toString('latin1'))) {
      return { bytes, offset };
    }
  }
  return { bytes: word.subarray(last, last + FINGERPRINT_BYTES), offset: last };
}
