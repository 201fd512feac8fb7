import { ascii, visible } from '../text/index.js';

/** How a page may look. */
export interface Look {
  readonly columns: number;
  /** Blocks and lines; else nothing but ASCII. */
  readonly unicode: boolean;
  readonly colour: boolean;
}

export const LEAST_COLUMNS = 40;
export const MOST_COLUMNS = 200;

/** Select Graphic Rendition of ECMA-48. */
const CODES = {
  bold: 1,
  dim: 2,
  red: 31,
  green: 32,
  yellow: 33,
  blue: 34,
  magenta: 35,
  cyan: 36,
} as const;

export type Paint = keyof typeof CODES;

export function painted(text: string, paint: Paint, { colour }: Look): string {
  return colour && text.trim() !== '' ? `\u001b[${CODES[paint]}m${text}\u001b[0m` : text;
}

/** A text from anywhere, fit for the terminal. */
export function shown(text: string, { unicode }: Look): string {
  return unicode ? visible(text) : ascii(visible(text));
}
