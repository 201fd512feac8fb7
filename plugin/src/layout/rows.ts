import type { ColdStart } from '@coldstart/timeline';
import { layoutLanes, type Lanes } from './lanes';

/** Vertical place of a cold start's row, pixels below the top of all rows. */
export interface Row {
  readonly top: number;
  readonly height: number;
  /** Centre line of the glyphs of its marks. */
  readonly marksY: number;
  readonly lanesTop: number;
  readonly lanes: Lanes;
  readonly stripTop: number;
  /** Of one GPU; the strips of a pod's GPUs stand under each other. */
  readonly stripHeight: number;
  readonly strips: number;
}

/** Lines of text beside a row. */
export const GUTTER_LINES = 4;
export const GUTTER_LINE_HEIGHT = 14;

const PADDING = 5;
const MARKS = 13;
const BETWEEN = 3;
const ALL_STRIPS = 16;
const THINNEST_STRIP = 4;
const TALLEST_STRIPS = 64;
const SHORTEST_ROW = GUTTER_LINES * GUTTER_LINE_HEIGHT + 2 * PADDING;

export function layoutRows(coldStarts: readonly ColdStart[]): Row[] {
  let top = 0;
  return coldStarts.map((coldStart) => {
    const row = layoutRow(coldStart, top);
    top += row.height;
    return row;
  });
}

function layoutRow({ phases, gpu }: ColdStart, top: number): Row {
  const lanes = layoutLanes(phases);
  const strips = gpu.kind === 'observed' ? Math.max(1, gpu.gpus.length) : 1;
  const stripHeight = stripHeightFor(strips);
  const content = MARKS + lanes.height + BETWEEN + strips * stripHeight;
  const height = Math.max(SHORTEST_ROW, Math.ceil(content) + 2 * PADDING);
  const contentTop = top + Math.floor((height - content) / 2);
  const lanesTop = contentTop + MARKS;
  return {
    top,
    height,
    marksY: contentTop + MARKS / 2 - 1,
    lanesTop,
    lanes,
    stripTop: lanesTop + lanes.height + BETWEEN,
    stripHeight,
    strips,
  };
}

function stripHeightFor(strips: number): number {
  if (strips === 1) return ALL_STRIPS;
  const wanted = Math.max(THINNEST_STRIP, ALL_STRIPS / strips);
  return Math.min(wanted, TALLEST_STRIPS / strips);
}

export function heightOfRows(rows: readonly Row[]): number {
  const last = rows[rows.length - 1];
  return last ? last.top + last.height : 0;
}

/** First and one past the last row that touch [top, bottom). */
export function rowsBetween(rows: readonly Row[], top: number, bottom: number): readonly [number, number] {
  const first = firstWhere(rows, (row) => row.top + row.height > top);
  const end = firstWhere(rows, (row) => row.top >= bottom);
  return [first, Math.max(first, end)];
}

/** Index of the row at `y`; null below the last. */
export function rowAt(rows: readonly Row[], y: number): number | null {
  if (y < 0) return null;
  const index = firstWhere(rows, (row) => row.top + row.height > y);
  return index < rows.length ? index : null;
}

/** Rows are in order of `top`, so a search by halves finds the first that passes. */
function firstWhere(rows: readonly Row[], passes: (row: Row) => boolean): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = rows[middle];
    if (row && passes(row)) high = middle;
    else low = middle + 1;
  }
  return low;
}
