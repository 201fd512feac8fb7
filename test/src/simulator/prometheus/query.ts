import type { Series, TimelineQuery } from '@coldstart/timeline';
import { parseQuery, type OverTime, type Term } from './promql.js';
import { severalAt } from './several.js';

/** What a panel shows: [fromS, toS] in steps of `stepS`, on the grid of multiples of the step, as Grafana asks. */
export interface Range {
  readonly fromS: number;
  readonly toS: number;
  readonly stepS: number;
}

/** Less than the millisecond that Prometheus counts in. */
const HAIR_S = 1e-4;

const terms = new Map<string, Term[]>();

/**
 * What a Prometheus 3 that stored `stored` answers. A window is open on the left: (t - window, t]. `stored` has the
 * samples of each series in order.
 */
export function answer(query: TimelineQuery, stored: readonly Series[], range: Range): Series[] {
  const operands = terms.get(query.promql) ?? parseQuery(query.promql);
  terms.set(query.promql, operands);
  const evaluations = evaluationTimes(query.mode, range);
  const taken = new Map<string, Set<number>>();
  return operands.flatMap((term) => {
    const windowS = term.window === '$__range' ? range.toS - range.fromS : range.stepS;
    const { several } = term;
    const allowed = several && severalAt(several, stored, evaluations, range.stepS);
    const answered = stored
      .filter((series) => matches(term, series))
      .map((series) => {
        const reduced = overTime(series, term, evaluations, windowS);
        if (!several) return reduced;
        const steps = allowed?.get(series.labels[several.key] ?? '');
        return atSteps(reduced, (timeS) => steps?.has(timeS) ?? false);
      });
    const kept = operands.length === 1 ? answered : answered.map((series) => withoutTaken(series, taken));
    if (operands.length > 1) for (const series of answered) take(series, taken);
    return kept.filter(({ timesS }) => timesS.length > 0);
  });
}

function evaluationTimes(mode: TimelineQuery['mode'], { fromS, toS, stepS }: Range): number[] {
  if (mode === 'instant') return [toS];
  const times: number[] = [];
  for (let step = Math.floor(fromS / stepS); step * stepS <= toS; step++) times.push(step * stepS);
  return times;
}

function matches({ matchers }: Term, { metric, labels }: Series): boolean {
  return matchers.every(
    ({ label, negated, pattern }) =>
      pattern.test(label === '__name__' ? metric : (labels[label] ?? '')) !== negated,
  );
}

function overTime(
  series: Series,
  { over, offsetS }: Term,
  evaluations: readonly number[],
  windowS: number,
): Series {
  const timesS: number[] = [];
  const values: number[] = [];
  let from = 0;
  let to = 0;
  for (const atS of evaluations) {
    // Times are whole milliseconds, which seconds with fractions miss by a hair.
    const endS = atS - offsetS + HAIR_S;
    while (to < series.timesS.length && (series.timesS[to] ?? Infinity) <= endS) to++;
    while (from < to && (series.timesS[from] ?? Infinity) <= endS - windowS) from++;
    if (from === to) continue;
    timesS.push(atS);
    values.push(reduce(series, over, from, to));
  }
  return { ...series, timesS, values };
}

function reduce({ values }: Series, over: OverTime, from: number, to: number): number {
  let result = values[to - 1] ?? Number.NaN;
  if (over === 'last') return result;
  for (let i = from; i < to; i++) {
    const value = values[i] ?? Number.NaN;
    if (over === 'min' ? value < result : value > result) result = value;
  }
  return result;
}

/** `or` does not look at the name of a metric: at each step the operand that comes first has the labels. */
function withoutTaken(series: Series, taken: ReadonlyMap<string, ReadonlySet<number>>): Series {
  const steps = taken.get(labelKey(series));
  if (!steps) return series;
  return atSteps(series, (timeS) => !steps.has(timeS));
}

function atSteps(series: Series, keeps: (timeS: number) => boolean): Series {
  const timesS: number[] = [];
  const values: number[] = [];
  for (let i = 0; i < series.timesS.length; i++) {
    const timeS = series.timesS[i] ?? 0;
    if (!keeps(timeS)) continue;
    timesS.push(timeS);
    values.push(series.values[i] ?? Number.NaN);
  }
  return { ...series, timesS, values };
}

function take(series: Series, taken: Map<string, Set<number>>): void {
  const key = labelKey(series);
  const steps = taken.get(key) ?? new Set<number>();
  for (let i = 0; i < series.timesS.length; i++) steps.add(series.timesS[i] ?? 0);
  taken.set(key, steps);
}

function labelKey({ labels }: Series): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}
