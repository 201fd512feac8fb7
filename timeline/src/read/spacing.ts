/**
 * Middle of the distances between ascending times, equal ones taken as one; NaN for fewer than two. Where all distances
 * are equal, as in steps, nothing has to be sorted.
 */
export function medianSpacing(ascendingS: ArrayLike<number>): number {
  const firstS = distanceBefore(ascendingS, 1);
  let even = firstS > 0;
  for (let i = 2; even && i < ascendingS.length; i++) even = distanceBefore(ascendingS, i) === firstS;
  return even ? firstS : middle(ascendingS);
}

function distanceBefore(timesS: ArrayLike<number>, index: number): number {
  return (timesS[index] ?? Number.NaN) - (timesS[index - 1] ?? Number.NaN);
}

function middle(ascendingS: ArrayLike<number>): number {
  const distances = new Float64Array(ascendingS.length);
  let count = 0;
  for (let i = 1; i < ascendingS.length; i++) {
    const distance = distanceBefore(ascendingS, i);
    if (distance > 0) distances[count++] = distance;
  }
  const sorted = distances.subarray(0, count).sort();
  return sorted[Math.floor((count - 1) / 2)] ?? Number.NaN;
}
