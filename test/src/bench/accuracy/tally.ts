/** Numbers and counts by name, as they come; what each name means is with who adds it. */
export class Tally {
  readonly values: Map<string, number[]> = new Map();
  readonly counts: Map<string, number> = new Map();

  add(name: string, value: number): void {
    const values = this.values.get(name);
    if (values) values.push(value);
    else this.values.set(name, [value]);
  }

  count(name: string, by = 1): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + by);
  }

  /** Takes over what another has; the other may come from another thread, as plain data. */
  take(other: Pick<Tally, 'values' | 'counts'>): void {
    for (const [name, values] of other.values) for (const value of values) this.add(name, value);
    for (const [name, by] of other.counts) this.count(name, by);
  }
}

/** Of at least one number; NaN of none. `share` 0.5 is the median, 1 the greatest. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
