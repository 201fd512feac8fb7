import { fingerprintOf } from './fingerprint.js';
import { groupsOf } from './groups.js';
import { createSearch, FINGERPRINT_BYTES, MOST_BYTES } from './wasm/index.js';
import type { Search } from './wasm/index.js';

interface Sought {
  readonly word: Buffer;
  /** Where its fingerprint stands in it. */
  readonly offset: number;
}

/** Finds any of many words in bytes: looks for a few rare bytes of each with WebAssembly, and then at the word. */
export class WordFinder {
  private readonly wasm: Search;
  /** By the first two bytes of the fingerprint. */
  private readonly sought = new Map<number, Sought[]>();

  /**
   * @param words at least two bytes each
   * @throws Error where the runtime has no WebAssembly
   */
  constructor(words: Iterable<string>) {
    const all = [...new Set(words)].map((word) => Buffer.from(word));
    if (all.some(({ length }) => length < 2)) {
      throw new RangeError('a word has two bytes at least');
    }
    const chosen = all.map((word) => ({ word, ...fingerprintOf(word) }));
    const groups = groupsOf(chosen.map(({ bytes }) => bytes));
    this.wasm = createSearch(chosen.map(({ bytes }, index) => ({ bytes, group: groups[index] ?? 0 })));
    for (const { word, offset, bytes } of chosen) {
      const pair = pairAt(bytes, 0);
      this.sought.set(pair, [...(this.sought.get(pair) ?? []), { word, offset }]);
    }
  }

  /**
   * Searches these bytes: for a `from` that never goes back, where a word begins at it or after it; -1 for none. It is
   * in the first line that has one; which one of that line is not said.
   */
  search(bytes: Buffer): (from: number) => number {
    const { wasm } = this;
    // What is in the memory of the search: a window of the bytes.
    let start = 0;
    let end = 0;
    const load = (from: number): void => {
      start = from;
      end = Math.min(bytes.length, from + MOST_BYTES);
      wasm.load(bytes.subarray(start, end));
    };
    return (from) => {
      let at = from;
      while (at < bytes.length) {
        if (at >= end) {
          load(at);
        }
        const hit = start + wasm.find(at - start);
        // At the end of a window a fingerprint may be cut.
        const sure = end === bytes.length ? end : end - FINGERPRINT_BYTES + 1;
        if (hit >= sure) {
          if (end === bytes.length) return -1;
          at = sure;
          load(sure);
          continue;
        }
        const found = this.standsAt(bytes, hit, from);
        if (found !== -1) {
          return found;
        }
        at = hit + 1;
      }
      return -1;
    };
  }

  /** Where a word begins whose fingerprint stands at `hit`; -1 for none. */
  private standsAt(bytes: Buffer, hit: number, from: number): number {
    for (const { word, offset } of this.sought.get(pairAt(bytes, hit)) ?? []) {
      const start = hit - offset;
      if (start >= from && equalAt(word, bytes, start)) {
        return start;
      }
    }
    return -1;
  }
}

function pairAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

function equalAt(word: Uint8Array, bytes: Uint8Array, start: number): boolean {
  if (start + word.length > bytes.length) {
    return false;
  }
  let at = 0;
  while (at < word.length && word[at] === bytes[start + at]) {
    at += 1;
  }
  return at === word.length;
}
