/** A printed duration, dated: seconds on the clock of the log. */
export interface Piece {
  readonly startS: number;
  readonly endS: number;
}

/**
 * What pieces last together: those that overlap are the same one told by several, the others add up.
 *
 * @returns how many there are, and the sum of their seconds
 */
export function sumOfPieces(pieces: readonly Piece[]): { readonly count: number; readonly sumS: number } {
  let count = 0;
  let sumS = 0;
  let longestS = 0;
  let reachedS = -Infinity;
  for (const { startS, endS } of pieces.toSorted((a, b) => a.startS - b.startS)) {
    if (startS >= reachedS) {
      count += 1;
      sumS += longestS;
      longestS = 0;
    }
    longestS = Math.max(longestS, endS - startS);
    reachedS = Math.max(reachedS, endS);
  }
  return { count, sumS: sumS + longestS };
}
