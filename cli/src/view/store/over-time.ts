import { parseSelector, type Selector } from './selector.js';

/** The functions over a window that are understood here, and what of the window's samples they keep. */
const KEEPS = {
  /** Index of the sample kept, of `values[from..to)`, which is never empty. */
  last_over_time: (_values: readonly number[], _from: number, to: number) => to - 1,
  min_over_time: (values: readonly number[], from: number, to: number) =>
    extreme(values, from, to, (a, b) => a < b),
  max_over_time: (values: readonly number[], from: number, to: number) =>
    extreme(values, from, to, (a, b) => a > b),
} as const;

export type Keep = (values: readonly number[], from: number, to: number) => number;

/** One `<function>_over_time(<selector>[<window>])`. */
export interface OverTime {
  readonly selects: Selector;
  readonly keep: Keep;
}

const OVER_TIME =
  /\b(last_over_time|min_over_time|max_over_time)\(\s*([a-zA-Z_:][a-zA-Z0-9_:]*)?\s*(?:\{((?:[^"}]|"(?:[^"\\]|\\.)*")*)\})?\s*\[/g;

/**
 * The `…_over_time` calls of a query; what stands around them (`label_replace` that puts a name back, `or`) changes
 * nothing here, because series in memory keep their names.
 *
 * @throws Error when the query holds none
 */
export function parseOverTime(promql: string): readonly OverTime[] {
  const calls = [...promql.matchAll(OVER_TIME)].map(([, name = '', metric = '', matchers = '']) => ({
    selects: parseSelector(metric, matchers),
    keep: KEEPS[name as keyof typeof KEEPS],
  }));
  if (calls.length === 0) {
    throw new Error(`without Prometheus, only last_, min_ and max_over_time are understood, not: ${promql}`);
  }
  return calls;
}

function extreme(
  values: readonly number[],
  from: number,
  to: number,
  beats: (a: number, b: number) => boolean,
): number {
  let best = from;
  for (let i = from + 1; i < to; i += 1) {
    if (beats(values[i] ?? NaN, values[best] ?? NaN)) {
      best = i;
    }
  }
  return best;
}
