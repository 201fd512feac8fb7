/** The time that the width of a bar stands for, and its columns. */
export interface Axis {
  readonly startS: number;
  readonly endS: number;
  readonly columns: number;
}

export interface Stretch {
  readonly startS: number;
  readonly endS: number;
}

/** Left parts of a column, in eighths. */
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];
const RIGHT_HALF = '▐';
const LIGHT = '░';
const GOES_ON = '▶';

const ASCII_FULL = '#';
const ASCII_LIGHT = '.';
const ASCII_GOES_ON = '>';

/** A bar on the axis, without what follows it. Never empty: what is too short for a column still shows. */
export function bar({ startS, endS }: Stretch, axis: Axis, unicode: boolean, goesOn: boolean): string {
  const from = Math.min(at(startS, axis), axis.columns - 1 / 8);
  const to = Math.max(at(endS, axis), from + 1 / 8);
  const text = unicode ? blocks(from, to) : hashes(from, to);
  return goesOn ? text.slice(0, -1) + (unicode ? GOES_ON : ASCII_GOES_ON) : text;
}

/** Stretches of which nothing is known, on the axis. */
export function lightBar(stretches: readonly Stretch[], axis: Axis, unicode: boolean): string {
  const columns = Array.from({ length: axis.columns }, () => ' ');
  for (const { startS, endS } of stretches) {
    const from = Math.min(Math.round(at(startS, axis)), axis.columns - 1);
    const to = Math.max(Math.round(at(endS, axis)), from + 1);
    columns.fill(unicode ? LIGHT : ASCII_LIGHT, from, to);
  }
  return columns.join('').trimEnd();
}

/** Column of a moment, with a fraction. */
export function at(s: number, { startS, endS, columns }: Axis): number {
  const share = endS > startS ? (s - startS) / (endS - startS) : 0;
  return Math.min(1, Math.max(0, share)) * columns;
}

function blocks(from: number, to: number): string {
  const fromEighth = Math.round(from * 8);
  const toEighth = Math.max(Math.round(to * 8), fromEighth + 1);
  const first = Math.floor(fromEighth / 8);
  const last = Math.floor(toEighth / 8);
  const lead = ' '.repeat(first);
  if (first === last) {
    // Inside one column there are only left parts.
    return lead + (EIGHTHS[toEighth - first * 8] ?? '');
  }
  const head = fromEighth % 8 >= 4 ? RIGHT_HALF : '█';
  return lead + head + '█'.repeat(last - first - 1) + (EIGHTHS[toEighth % 8] ?? '');
}

function hashes(from: number, to: number): string {
  const first = Math.floor(from);
  return ' '.repeat(first) + ASCII_FULL.repeat(Math.max(1, Math.round(to) - first));
}
