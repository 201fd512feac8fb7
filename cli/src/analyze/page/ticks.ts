import { at } from './bars.js';
import type { Axis } from './bars.js';

const STEPS_S = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800,
  3600, 7200, 18_000, 36_000, 86_400,
];
const LEAST_SPACE = 10;

/** The time above the bars: `0 s      20 s      40 s`. */
export function ticks(axis: Axis): string {
  const spanS = axis.endS - axis.startS;
  if (spanS <= 0) {
    return '';
  }
  const stepS =
    STEPS_S.find((each) => (each / spanS) * axis.columns >= LEAST_SPACE) ??
    Math.ceil(spanS / 86_400) * 86_400;
  let line = '';
  for (let step = Math.ceil(axis.startS / stepS - 1e-9); step * stepS <= axis.endS; step++) {
    const label = labelOf(step * stepS);
    const column = Math.floor(at(step * stepS, axis));
    if (column + label.length <= axis.columns && column >= line.length) {
      line = line.padEnd(column) + label;
    }
  }
  return line;
}

function labelOf(s: number): string {
  const size = Math.abs(s);
  if (size >= 3600 && size % 1800 === 0) {
    return `${s / 3600} h`;
  }
  return size >= 120 && size % 60 === 0 ? `${s / 60} min` : `${Number(s.toFixed(3))} s`;
}
