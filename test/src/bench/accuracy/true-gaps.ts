import type { BusyTimes, Stretch } from '../../simulator/index.js';

/** The contract's: below it a GPU is idle. */
const BUSY_THRESHOLD = 0.05;

/**
 * The true gaps of a GPU in a window, for an observer who looks at stretches of `lookS` seconds: the maximal intervals
 * inside the window of which every stretch of `lookS` is busy for less than 5 %, brought in at both ends to the nearest
 * idle moment. So a burst that no sample of that spacing can show does not end a gap, and one that a sample must show
 * does, wherever the samples lie. Where many small bursts follow each other such intervals may overlap.
 *
 * Only gaps of at least `lookS` have a stretch to look at; shorter ones are none.
 */
export function trueGaps(busy: BusyTimes, window: Stretch, lookS: number): Stretch[] {
  const lastS = window.endS - lookS;
  if (lastS < window.startS) return [];
  const limitS = BUSY_THRESHOLD * lookS;
  const excess = (atS: number): number => busy.within(atS, atS + lookS) - limitS;
  const gaps: Stretch[] = [];
  let quietS = excess(window.startS) < 0 ? window.startS : Number.NaN;
  let beforeS = window.startS;
  let before = excess(beforeS);
  for (const atS of bends(busy, window.startS, lastS, lookS)) {
    const now = excess(atS);
    // Between two bends the busy seconds in the stretch grow or shrink evenly.
    if (before < 0 !== now < 0) {
      const crossS = beforeS + ((atS - beforeS) * before) / (before - now);
      if (now < 0) quietS = crossS;
      else {
        push(gaps, busy, quietS, crossS + lookS);
        quietS = Number.NaN;
      }
    }
    beforeS = atS;
    before = now;
  }
  if (!Number.isNaN(quietS)) push(gaps, busy, quietS, window.endS);
  return gaps;
}

/** Where a stretch of `lookS` that slides from `fromS` to `toS` meets or leaves a burst with either end. */
function bends(busy: BusyTimes, fromS: number, toS: number, lookS: number): number[] {
  const found = [toS];
  const { stretches } = busy;
  for (let i = Math.max(0, busy.indexAt(fromS)); i < stretches.length; i++) {
    const burst = stretches[i];
    if (!burst || burst.startS - lookS > toS) break;
    for (const edgeS of [burst.startS, burst.endS]) {
      for (const atS of [edgeS, edgeS - lookS]) if (atS > fromS && atS < toS) found.push(atS);
    }
  }
  return found.sort((a, b) => a - b);
}

function push(gaps: Stretch[], busy: BusyTimes, fromS: number, toS: number): void {
  const first = busy.stretches[busy.indexAt(fromS)];
  const last = busy.stretches[busy.indexAt(toS)];
  const startS = first && first.endS > fromS ? first.endS : fromS;
  const endS = last && last.endS >= toS ? Math.min(toS, last.startS) : toS;
  if (endS > startS) gaps.push({ startS, endS });
}

export function overlapS(a: Stretch, b: Stretch): number {
  return Math.max(0, Math.min(a.endS, b.endS) - Math.max(a.startS, b.startS));
}

/** The same time without overlaps, by start. */
export function joined(stretches: readonly Stretch[]): Stretch[] {
  const found: Stretch[] = [];
  for (const next of stretches.toSorted((a, b) => a.startS - b.startS)) {
    const last = found.at(-1);
    if (last && next.startS <= last.endS) {
      found[found.length - 1] = { startS: last.startS, endS: Math.max(last.endS, next.endS) };
    } else found.push(next);
  }
  return found;
}

/** Seconds that at least one of the stretches covers. */
export function coveredS(stretches: readonly Stretch[]): number {
  return joined(stretches).reduce((sum, { startS, endS }) => sum + endS - startS, 0);
}
