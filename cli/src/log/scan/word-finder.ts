/**
 * Finds any of many words in bytes, reading only a part of them: where two bytes cannot end the beginning of any
 * word, it goes on as far as the shortest word allows.
 * Source: S. Wu and U. Manber, "A fast algorithm for multi-pattern searching", 1994.
 */
export class WordFinder {
  private readonly window: number;
  private readonly shift: Uint8Array;
  private readonly words = new Map<number, Buffer[]>();

  /** @param words at least two bytes each */
  constructor(words: Iterable<string>) {
    const all = [...new Set(words)].map((word) => Buffer.from(word));
    this.window = Math.min(255, ...all.map(({ length }) => length));
    if (this.window < 2) {
      throw new RangeError('a word has two bytes at least');
    }
    this.shift = new Uint8Array(65_536).fill(this.window - 1);
    for (const word of all) {
      for (let at = 1; at < this.window; at++) {
        const pair = pairAt(word, at);
        this.shift[pair] = Math.min(this.shift[pair] ?? 0, this.window - 1 - at);
      }
      const last = pairAt(word, this.window - 1);
      this.words.set(last, [...(this.words.get(last) ?? []), word]);
    }
  }

  /** Where the first word begins at `from` or after it; -1 for none. */
  find(bytes: Uint8Array, from = 0): number {
    const { window, shift } = this;
    if (this.words.size === 0) {
      return -1;
    }
    let at = from + window - 1;
    while (at < bytes.length) {
      const pair = pairAt(bytes, at);
      const skip = shift[pair] ?? 1;
      if (skip > 0) {
        at += skip;
        continue;
      }
      const start = at - window + 1;
      if (this.words.get(pair)?.some((word) => standsAt(word, bytes, start)) === true) {
        return start;
      }
      at += 1;
    }
    return -1;
  }
}

function pairAt(bytes: Uint8Array, end: number): number {
  return ((bytes[end - 1] ?? 0) << 8) | (bytes[end] ?? 0);
}

function standsAt(word: Uint8Array, bytes: Uint8Array, start: number): boolean {
  if (start + word.length > bytes.length) {
    return false;
  }
  for (let at = 0; at < word.length; at++) {
    if (word[at] !== bytes[start + at]) {
      return false;
    }
  }
  return true;
}
