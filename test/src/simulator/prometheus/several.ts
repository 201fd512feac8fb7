import type { Series } from '@coldstart/timeline';

/** `and on (key) (count by (key) (count by (labels) (metric)) > 1)`: where a key has several sets of those labels. */
export interface Several {
  readonly key: string;
  readonly labels: readonly string[];
  readonly metric: string;
}

const FORM = /^(.*) and on \((\w+)\) \(count by \(\2\) \(count by \(([\w,]+)\) \(([\w:]+)\)\) > 1\)$/;

/** The operand on the left, and what it is restricted to; null where the text has another form. */
export function parseSeveral(text: string): { readonly left: string; readonly several: Several } | null {
  const [, left, key, labels, metric] = FORM.exec(text) ?? [];
  if (left === undefined || key === undefined || labels === undefined || metric === undefined) return null;
  return { left, several: { key, labels: labels.split(','), metric } };
}

/**
 * A series that a scrape no longer finds is gone from then on. What is stored does not tell when its target was
 * scraped, so it is taken as gone after one and a half of the steps, which are as long as the scrape interval.
 */
const STALE_AFTER_STEPS = 1.5;

/** Of each value of the key: the evaluation times at which it has several sets of labels. */
export function severalAt(
  { key, labels, metric }: Several,
  stored: readonly Series[],
  evaluations: readonly number[],
  stepS: number,
): ReadonlyMap<string, ReadonlySet<number>> {
  const sets = new Map<string, Map<number, Set<string>>>();
  for (const series of stored) {
    if (series.metric !== metric) continue;
    const id = series.labels[key] ?? '';
    const set = labels.map((name) => series.labels[name] ?? '').join('\n');
    const times = sets.get(id) ?? new Map<number, Set<string>>();
    sets.set(id, times);
    let latest = -1;
    for (const atS of evaluations) {
      while (latest + 1 < series.timesS.length && (series.timesS[latest + 1] ?? Infinity) <= atS) latest++;
      const seenS = series.timesS[latest] ?? -Infinity;
      if (atS - seenS < STALE_AFTER_STEPS * stepS) times.set(atS, (times.get(atS) ?? new Set()).add(set));
    }
  }
  return new Map(
    [...sets].map(([id, times]) => [
      id,
      new Set([...times].filter(([, found]) => found.size > 1).map(([atS]) => atS)),
    ]),
  );
}
