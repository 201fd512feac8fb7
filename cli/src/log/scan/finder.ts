import type { LineFinder } from './line-scanner.js';
import { wordsOf } from './tokens.js';
import { WordFinder } from './word-finder.js';

/** What tells the lines that any of the patterns may fit; `null`: every line is one. */
export function finderFor(patterns: Iterable<{ readonly literals: readonly string[] }>): LineFinder {
  const words = wordsOf(patterns);
  try {
    return words === null || words.length === 0 ? null : new WordFinder(words);
  } catch {
    // A runtime without WebAssembly (`--jitless`) reads every line.
    return null;
  }
}
