/** A token shorter than this is found in too many lines. */
const SHORTEST = 4;

/** Between the percentage of a progress bar and the bar: no word of one is as rare. */
const BAR = '%|';

/** Processes of servers put names like these before each of their lines. */
const NAMES = ['EngineCore_DP0', 'APIServer', 'VllmWorkerProcess', 'Worker_TP0_EP0', 'RayWorkerWrapper'];

/**
 * A word that every line has in it which a pattern fits, to look for in bytes as they come: no space, which servers
 * pad with, and no quote or backslash, which JSON escapes. The longest one that does not stand in every line, since it
 * is the rarest; `null` for none.
 */
function tokenOf(literals: readonly string[]): string | null {
  if (literals.some((literal) => literal.includes(BAR))) {
    return BAR;
  }
  const words = literals
    .flatMap((literal) => literal.split(/[\s"'\\/]+/))
    .filter((word) => word.length >= SHORTEST);
  const rare = words.filter((word) => !NAMES.some((name) => name.includes(word)));
  const [first = null, ...others] = rare.length > 0 ? rare : words;
  return others.reduce((best, word) => (best !== null && word.length > best.length ? word : best), first);
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
