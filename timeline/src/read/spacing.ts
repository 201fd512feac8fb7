/** Middle of the distances between ascending times; NaN for fewer than two. */
export function medianSpacing(ascendingS: readonly number[]): number {
  const distances: number[] = [];
  for (let i = 1; i < ascendingS.length; i++) {
    const distance = (ascendingS[i] ?? 0) - (ascendingS[i - 1] ?? 0);
    if (distance > 0) distances.push(distance);
  }
  distances.sort((a, b) => a - b);
  return distances[Math.floor((distances.length - 1) / 2)] ?? Number.NaN;
}
