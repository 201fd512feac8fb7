import { ORDINARY } from './ordinary.js';

/** A word shorter than this is found in too many lines. */
const SHORTEST = 4;

/** Between the percentage of a progress bar and the bar: no word of one is as rare. */
const BAR = '%|';

/**
 * Words that every line has in it which a pattern fits, to look for in bytes as they come: no space, which servers pad
 * with, and no quote or backslash, which JSON escapes. Without those of ordinary lines where there are others.
 */
function candidatesOf(literals: readonly string[]): readonly string[] {
  if (literals.some((literal) => literal.includes(BAR))) {
    return [BAR];
  }
  const words = literals
    .flatMap((literal) => literal.split(/[\s"'\\/]+/))
    .filter((word) => word.length >= SHORTEST);
  const rare = words.filter((word) => !ORDINARY.includes(word));
  return rare.length > 0 ? rare : words;
}

/**
 * Few words such that each line has one that any of the patterns fits: again and again the one that most of the
 * patterns have that have none yet, of those the longest. `null` where a pattern has no word.
 */
export function wordsOf(
  patterns: Iterable<{ readonly literals: readonly string[] }>,
): readonly string[] | null {
  let open = [...patterns].map(({ literals }) => candidatesOf(literals));
  if (open.some((candidates) => candidates.length === 0)) {
    return null;
  }
  const words: string[] = [];
  while (open.length > 0) {
    const word = mostShared(open);
    words.push(word);
    open = open.filter((candidates) => !candidates.includes(word));
  }
  return words;
}

function mostShared(open: readonly (readonly string[])[]): string {
  const counts = new Map<string, number>();
  for (const word of open.flatMap((candidates) => [...new Set(candidates)])) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const [[word] = ['']] = [...counts].sort(([a, n], [b, m]) => m - n || b.length - a.length);
  return word;
}
