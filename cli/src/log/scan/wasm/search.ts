import { FINGERPRINTS_WASM } from './module.js';

export const FINGERPRINT_BYTES = 8;
/** So many of them are looked at first: they are the ones that have to be rare. */
export const FIRST_BYTES = 4;
/** The bits of a byte. */
export const GROUPS = 8;
/** So many bytes fit into its memory at once. */
export const MOST_BYTES = 65_536;

const TABLES = FINGERPRINT_BYTES * 2;
const TABLE_BYTES = 16;
const DATA = TABLES * TABLE_BYTES;
/** It reads beyond the end: whole steps, and the bytes of a fingerprint. */
const BEYOND = TABLE_BYTES + FINGERPRINT_BYTES;

/** Up to eight bytes; a shorter one fits whatever follows. */
export interface Fingerprint {
  readonly bytes: Uint8Array;
  /** 0 to 7. Those of a group are taken for each other at times: bytes that share half their bits are told apart badly. */
  readonly group: number;
}

export interface Search {
  /** Takes bytes to search, at most `MOST_BYTES`. */
  load(bytes: Uint8Array): void;
  /** The first place at `from` or after it where a fingerprint may stand; the length of the bytes or more for none. */
  find(from: number): number;
}

/** What the runtime has and TypeScript's library for servers does not tell of. */
interface Wasm {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => {
    readonly exports: {
      readonly memory: { readonly buffer: ArrayBuffer };
      readonly find: (at: number, end: number) => number;
    };
  };
}

/**
 * A search for fingerprints, sixteen bytes at a time; see `fingerprints.wat`.
 *
 * @throws Error where the runtime has no WebAssembly
 */
export function createSearch(fingerprints: readonly Fingerprint[]): Search {
  const { Module, Instance } = (globalThis as unknown as { readonly WebAssembly: Wasm }).WebAssembly;
  const { memory, find } = new Instance(new Module(Buffer.from(FINGERPRINTS_WASM, 'base64'))).exports;
  const bytes = new Uint8Array(memory.buffer);
  fill(bytes, fingerprints);
  let end = DATA;
  return {
    load(data) {
      bytes.set(data, DATA);
      end = DATA + data.length;
      bytes.fill(0, end, end + BEYOND);
    },
    find: (from) => find(DATA + from, end) - DATA,
  };
}

function fill(tables: Uint8Array, fingerprints: readonly Fingerprint[]): void {
  const set = (at: number, group: number): void => {
    tables[at] = (tables[at] ?? 0) | (1 << group);
  };
  for (const { bytes, group } of fingerprints) {
    for (let at = 0; at < FINGERPRINT_BYTES; at++) {
      const byte = bytes[at];
      const low = at * 2 * TABLE_BYTES;
      for (let nibble = 0; nibble < TABLE_BYTES; nibble++) {
        if (byte === undefined || (byte & 15) === nibble) set(low + nibble, group);
        if (byte === undefined || byte >> 4 === nibble) set(low + TABLE_BYTES + nibble, group);
      }
    }
  }
}
