/** Median of at least one number. Throws a RangeError on none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)];
  const lower = sorted[Math.ceil(middle) - 1];
  if (upper === undefined || lower === undefined) {
    throw new RangeError('the median of no values');
  }
  return (lower + upper) / 2;
}

/** Rounded for people: `digits` behind the point. */
export function rounded(value: number, digits = 3): number {
  return Number(value.toFixed(digits));
}
