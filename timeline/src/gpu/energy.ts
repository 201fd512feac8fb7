import { indexAt, type Track } from './track.js';

/** Energy and the time in which it was used. */
export interface EnergyUse {
  readonly joules: number;
  readonly overS: number;
}

/**
 * The track of a counter without its resets: what a counter says after one was used since. The rest of what it said
 * before, between its last sample and the reset, is lost, as with PromQL's `increase`.
 */
export function withoutResets({ timesS, values }: Track): Track {
  const risen = new Float64Array(values.length);
  let lost = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    const before = values[i - 1] ?? 0;
    if (value < before) lost += before;
    risen[i] = lost + value;
  }
  return { timesS, values: risen };
}

/**
 * What a GPU used in the stretches, as far as its counter covers them; null where it covers none. Between two samples it
 * is taken to be used evenly, which matters at the ends of a stretch only.
 */
export function energyIn(
  counter: Track,
  stretches: readonly { readonly startS: number; readonly endS: number }[],
): EnergyUse | null {
  const { timesS } = counter;
  const firstS = timesS[0] ?? Infinity;
  const lastS = timesS.at(-1) ?? -Infinity;
  let joules = 0;
  let overS = 0;
  for (const stretch of stretches) {
    const startS = Math.max(stretch.startS, firstS);
    const endS = Math.min(stretch.endS, lastS);
    if (endS <= startS) continue;
    joules += joulesAt(counter, endS) - joulesAt(counter, startS);
    overS += endS - startS;
  }
  return overS > 0 ? { joules, overS } : null;
}

function joulesAt({ timesS, values }: Track, atS: number): number {
  const after = indexAt(timesS, atS);
  const toS = timesS[after] ?? Number.NaN;
  const to = values[after] ?? Number.NaN;
  if (toS === atS) return to;
  const fromS = timesS[after - 1] ?? Number.NaN;
  const from = values[after - 1] ?? Number.NaN;
  return from + ((to - from) * (atS - fromS)) / (toS - fromS);
}
