import type { Reading } from '../read/index.js';
import type { Series } from '../series.js';
import { isSameSeries, sayTheSame } from './same-series.js';

/** How many series may come or go at one place of the answer before what follows is taken as new. */
const MOST_SHIFTED = 32;

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
  #before: Recalled = { series: [], readings: [] };

  recall(series: readonly Series[]): Recalled {
    const before = this.#before;
    const known: Series[] = [];
    const readings: (Reading | undefined)[] = [];
    let at = 0;
    series.forEach((one, i) => {
      let old = before.series[at];
      if (old && old !== one && !isSameSeries(old, one)) {
        at += shiftAt(before.series, at, series, i);
        old = before.series[at];
      }
      const again = old && sayTheSame(old, one) ? old : undefined;
      known.push(again ?? one);
      readings.push(again && before.readings[at]);
      // Of a series that came in between, the place of the old one is kept for the next.
      if (again || !old || isSameSeries(old, one) || !comesSoon(old, series, i)) at++;
    });
    this.#before = { series: known, readings };
    return this.#before;
  }
}

/** How many old series went before the one at `i`; 0 where it is not found. */
function shiftAt(before: readonly Series[], at: number, series: readonly Series[], i: number): number {
  const one = series[i];
  for (let shift = 1; one && shift <= MOST_SHIFTED; shift++) {
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
