import type { Phase } from '@coldstart/conventions';
import type { NativeFigure } from './figure.js';

/** A phase as it was seen. Unix seconds. */
export interface SeenPhase {
  readonly phase: Phase;
  readonly startS: number;
  readonly endS: number;
  /** `null` where what was seen does not tell models apart. */
  readonly model: string | null;
}

export interface Comparison {
  /** `null`: the start-up as a whole. */
  readonly phase: Phase | null;
  readonly model: string | null;
  /** `null` where the phase was not seen. */
  readonly seenS: number | null;
  /** Of several models that were seen as one, the slowest. */
  readonly nativeS: number;
  readonly source: string;
  /** The line for a person where the two contradict each other, else `null`. */
  readonly warning: string | null;
}

/** Stamps of a log are often whole seconds, and the clock of a figure begins a few lines away from the line. */
const LEAST_DIFFERENCE_S = 1;
const LEAST_DIFFERENCE = 0.1;

/**
 * Puts what the server tells of its start-up beside what was seen of it.
 *
 * @param wholeS the start-up as it was seen, from the process to ready, seconds
 */
export function compareNative(
  figures: readonly NativeFigure[],
  seen: readonly SeenPhase[],
  wholeS: number,
): Comparison[] {
  const bySource = Map.groupBy(figures, ({ source }) => source);
  return [...bySource.values()].flatMap((ofSource) => {
    const apart = ofSource.filter((figure) => seen.some(({ phase, model }) => isOf(figure, phase, model)));
    const together = ofSource.filter((figure) => !apart.includes(figure));
    return [
      ...apart.map((figure) =>
        compared([figure], extentOf(seen.filter(({ phase, model }) => isOf(figure, phase, model))), wholeS),
      ),
      ...(together.length === 0 ? [] : [compared(together, unnamed(together, seen, wholeS), wholeS)]),
    ];
  });
}

function isOf(figure: NativeFigure, phase: Phase, model: string | null): boolean {
  return figure.phase === phase && figure.model !== null && figure.model === model;
}

/** How long all figures together were seen, where they name no model that was seen. */
function unnamed(
  figures: readonly NativeFigure[],
  seen: readonly SeenPhase[],
  wholeS: number,
): number | null {
  const phase = figures[0]?.phase ?? null;
  return phase === null ? wholeS : extentOf(seen.filter((one) => one.phase === phase));
}

function extentOf(seen: readonly SeenPhase[]): number | null {
  return seen.length === 0
    ? null
    : Math.max(...seen.map(({ endS }) => endS)) - Math.min(...seen.map(({ startS }) => startS));
}

/** Models load at once or one after the other: together they take the longest of them up to their sum. */
function compared(figures: readonly NativeFigure[], seenS: number | null, wholeS: number): Comparison {
  const [{ phase, extent, source, model } = NOTHING] = figures;
  const seconds = figures.map((figure) => figure.seconds);
  const nativeS = Math.max(...seconds);
  const sumS = seconds.reduce((sum, one) => sum + one, 0);
  const shorter = seenS !== null && isLess(seenS, nativeS);
  const longer = seenS !== null && isLess(sumS, seenS);
  const contradicts = {
    same: shorter || longer,
    includes: longer || isLess(wholeS, nativeS),
    within: shorter,
  }[extent];
  const unseen = seenS === null && nativeS > LEAST_DIFFERENCE_S;
  const one = figures.length === 1 ? model : null;
  const what = `${phase ?? 'the start-up'}${one === null ? '' : ` of "${one}"`}`;
  const told = `${inSeconds(nativeS)} by the server's own ${source}`;
  return {
    phase,
    model: one,
    seenS,
    nativeS,
    source,
    warning: unseen
      ? `${what} was not seen, but took ${told}; this version may say it in other words`
      : contradicts
        ? `${what} took ${inSeconds(seenS ?? 0)} as seen, but ${told}`
        : null,
  };
}

const NOTHING: Pick<NativeFigure, 'phase' | 'extent' | 'source' | 'model'> = {
  phase: null,
  extent: 'same',
  source: '',
  model: null,
};

/** By more than can be blamed on the clocks. */
function isLess(a: number, b: number): boolean {
  return b - a > Math.max(LEAST_DIFFERENCE_S, LEAST_DIFFERENCE * b);
}

function inSeconds(s: number): string {
  return `${s.toFixed(1)} s`;
}
