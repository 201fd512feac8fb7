import type { Reading } from '../read/index.js';
import type { Series } from '../series.js';
import { haveSameSamples, isSameSeries } from './same-series.js';

/** How many series may come or go at one place of the answer before what follows is taken as new. */
const MOST_SHIFTED = 256;

/** The series of a refresh, and what was read of those that are known from the refresh before. */
export interface Recalled {
  readonly series: readonly Series[];
  /** By index into `series`; undefined where nothing was read of it yet. The reader adds to it. */
  readonly readings: (Reading | undefined)[];
}

/**
 * Knows the series of one refresh again in the next, though a data source makes new objects and arrays each time: what
 * says the same is replaced by the object from before, so that everything made of it can be known by identity.
 *
 * Data sources answer in the same order again, so a series is looked for where it stood, and a little further where
 * some came or went. One that is not found there is taken as new, which costs time and changes nothing.
 */
export class SeriesMemory {
  /** Changed in place: most of it stays from refresh to refresh. */
  #series: Series[] = [];
  #readings: (Reading | undefined)[] = [];

  /** What it gives back is good until it is called again. */
  recall(series: readonly Series[]): Recalled {
    const same = this.#recallInPlace(series);
    const before = this.#series.splice(same);
    const readings = this.#readings.splice(same);
    let at = 0;
    for (let i = same; i < series.length; i++) {
      const one = series[i];
      if (!one) continue;
      at += shiftAt(before, at, one);
      const old = before[at];
      const found = old !== undefined && isSameSeries(old, one);
      const again = found && haveSameSamples(old, one) ? old : undefined;
      this.#series.push(again ?? one);
      this.#readings.push(again && readings[at]);
      // Of a series that came in between, the place of the old one is kept for the next.
      if (found || !old || !comesSoon(old, series, i)) at++;
    }
    return { series: this.#series, readings: this.#readings };
  }

  /** As far as each series stands where it stood. */
  #recallInPlace(series: readonly Series[]): number {
    const count = Math.min(series.length, this.#series.length);
    for (let i = 0; i < count; i++) {
      const one = series[i];
      const old = this.#series[i];
      if (!one || !old || old === one) continue;
      if (!isSameSeries(old, one)) return i;
      if (haveSameSamples(old, one)) continue;
      this.#series[i] = one;
      this.#readings[i] = undefined;
    }
    return count;
  }
}

/** How many old series went before this one; 0 where it is not found. */
function shiftAt(before: readonly Series[], at: number, one: Series): number {
  for (let shift = 0; shift <= MOST_SHIFTED; shift++) {
    const old = before[at + shift];
    if (old && isSameSeries(old, one)) return shift;
  }
  return 0;
}

function comesSoon(old: Series, series: readonly Series[], i: number): boolean {
  for (let shift = 1; shift <= MOST_SHIFTED; shift++) {
    const next = series[i + shift];
    if (next && isSameSeries(old, next)) return true;
  }
  return false;
}
