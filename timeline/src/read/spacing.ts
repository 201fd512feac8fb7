/** Middle of the distances between ascending times, equal ones taken as one; NaN for fewer than two. */
export function medianSpacing(ascendingS: ArrayLike<number>): number {
  const distances = new Float64Array(ascendingS.length);
  let count = 0;
  for (let i = 1; i < ascendingS.length; i++) {
    const distance = (ascendingS[i] ?? 0) - (ascendingS[i - 1] ?? 0);
    if (distance > 0) distances[count++] = distance;
  }
  const sorted = distances.subarray(0, count).sort();
  return sorted[Math.floor((count - 1) / 2)] ?? Number.NaN;
}
