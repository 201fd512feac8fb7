/** Amounts by time, then by part of the queue. */
export type PartsOverTime = Map<number, Map<string, number>>;

/** Where two series tell the same part at the same moment, the greater value counts. */
export function putPart(amounts: PartsOverTime, atS: number, part: string, value: number): void {
  const parts = amounts.get(atS) ?? new Map<string, number>();
  amounts.set(atS, parts.set(part, Math.max(parts.get(part) ?? 0, value)));
}

/** The sum of the parts at each time, by time. */
export function sumOfParts(amounts: PartsOverTime): [atS: number, amount: number][] {
  return [...amounts]
    .sort((a, b) => a[0] - b[0])
    .map(([atS, parts]) => [atS, [...parts].sort(byPart).reduce((sum, [, value]) => sum + value, 0)]);
}

/** Adding in one order gives one sum. */
function byPart(a: readonly [string, number], b: readonly [string, number]): number {
  return a[0] < b[0] ? -1 : 1;
}

/** What each part grew by since the time before, summed; a counter that begins anew has grown by what it holds. */
export function increasesOfParts(
  amounts: PartsOverTime,
  bornInView: boolean,
): [atS: number, increase: number][] {
  const before = new Map<string, number>();
  const points: [number, number][] = [];
  let first = true;
  for (const [atS, parts] of [...amounts].sort((a, b) => a[0] - b[0])) {
    let sum = 0;
    for (const [part, value] of [...parts].sort(byPart)) {
      const last = before.get(part) ?? (first && !bornInView ? value : 0);
      sum += value >= last ? value - last : value;
      before.set(part, value);
    }
    if (!first || bornInView) points.push([atS, sum]);
    first = false;
  }
  return points;
}
