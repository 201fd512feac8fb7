/** A token shorter than this is found in too many lines. */
const SHORTEST = 4;

/**
 * A word that every line has in it which a pattern fits, to look for in bytes as they come: no space, which servers
 * pad with, and no quote or backslash, which JSON escapes. The longest one, since it is the rarest; `null` for none.
 */
function tokenOf(literals: readonly string[]): string | null {
  const words = literals.flatMap((literal) => literal.split(/[\s"'\\/]+/));
  const longest = words.reduce((best, word) => (word.length > best.length ? word : best), '');
  return longest.length >= SHORTEST ? longest : null;
}

/** Words such that each line has one that any of the patterns fits; `null` where a pattern has no word. */
export function wordsOf(
  patterns: Iterable<{ readonly literals: readonly string[] }>,
): readonly string[] | null {
  const words = new Set<string>();
  for (const { literals } of patterns) {
    const word = tokenOf(literals);
    if (word === null) {
      return null;
    }
    words.add(word);
  }
  return [...words];
}
