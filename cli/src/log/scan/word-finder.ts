/** Shorter words would make the window of all small: the runtime's own search is fast enough for the few there are. */
const SHORT = 6;

/**
 * Finds any of many words in bytes, reading only a part of them: where two bytes cannot end the beginning of any
 * word, it goes on as far as the shortest word allows.
 * Source: S. Wu and U. Manber, "A fast algorithm for multi-pattern searching", 1994.
 */
export class WordFinder {
  private readonly short: readonly Buffer[];
  private readonly window: number;
  private readonly shift: Uint8Array;
  private readonly long = new Map<number, Buffer[]>();

  /** @param words at least two bytes each */
  constructor(words: Iterable<string>) {
    const all = [...new Set(words)].map((word) => Buffer.from(word));
    if (all.some(({ length }) => length < 2)) {
      throw new RangeError('a word has two bytes at least');
    }
    this.short = all.filter(({ length }) => length < SHORT);
    const long = all.filter(({ length }) => length >= SHORT);
    this.window = Math.min(255, ...long.map(({ length }) => length));
    this.shift = new Uint8Array(65_536).fill(this.window - 1);
    for (const word of long) {
      for (let at = 1; at < this.window; at++) {
        const pair = pairAt(word, at);
        this.shift[pair] = Math.min(this.shift[pair] as number, this.window - 1 - at);
      }
      const last = pairAt(word, this.window - 1);
      this.long.set(last, [...(this.long.get(last) ?? []), word]);
    }
  }

  /** Where the first word begins at `from` or after it; -1 for none. */
  find(bytes: Buffer, from = 0): number {
    return this.search(bytes)(from);
  }

  /** `find` in these bytes for a `from` that never goes back: it does not look twice at what it has seen. */
  search(bytes: Buffer): (from: number) => number {
    const next = this.short.map((word) => bytes.indexOf(word));
    return (from) => {
      let first = bytes.length;
      for (const [index, word] of this.short.entries()) {
        let at = next[index] as number;
        if (at !== -1 && at < from) next[index] = at = bytes.indexOf(word, from);
        if (at !== -1 && at < first) first = at;
      }
      const long = this.findLong(bytes, from, first);
      return long !== -1 ? long : first < bytes.length ? first : -1;
    };
  }

  /** The first of the longer words that begins before `before`. */
  private findLong(bytes: Buffer, from: number, before: number): number {
    const { window, shift, long } = this;
    if (long.size === 0) {
      return -1;
    }
    const end = Math.min(bytes.length, before + window - 1);
    let at = from + window - 1;
    while (at < end) {
      const pair = pairAt(bytes, at);
      const skip = shift[pair] as number;
      if (skip > 0) {
        at += skip;
      } else if (anyStandsAt(long.get(pair), bytes, at - window + 1)) {
        return at - window + 1;
      } else {
        at += 1;
      }
    }
    return -1;
  }
}

function pairAt(bytes: Uint8Array, end: number): number {
  return ((bytes[end - 1] as number) << 8) | (bytes[end] as number);
}

function anyStandsAt(words: readonly Buffer[] | undefined, bytes: Buffer, start: number): boolean {
  for (const word of words ?? []) {
    if (standsAt(word, bytes, start)) {
      return true;
    }
  }
  return false;
}

function standsAt(word: Uint8Array, bytes: Uint8Array, start: number): boolean {
  if (start + word.length > bytes.length) {
    return false;
  }
  let at = 0;
  while (at < word.length && word[at] === bytes[start + at]) {
    at += 1;
  }
  return at === word.length;
}
