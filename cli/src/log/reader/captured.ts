import type { Captures } from '../pattern/index.js';

/** No start takes longer: what is above it is no duration, or one of another clock. */
const LONGEST_S = 30 * 86_400;

/** The duration that stands in a line, in seconds; `null` for none, and for one that cannot be. */
export function printedOf({ s, ms, dur }: Captures): number | null {
  const printedS = Number(s ?? (ms === undefined ? dur : Number(ms) / 1000));
  return printedS >= 0 && printedS <= LONGEST_S ? printedS : null;
}

/** The bytes that stand in a line; `null` for none. */
export function bytesOf({ bytes, mib, gib, gb }: Captures): number | null {
  if (bytes !== undefined) return Number(bytes);
  if (mib !== undefined) return Math.round(Number(mib) * 2 ** 20);
  if (gib !== undefined) return Math.round(Number(gib) * 2 ** 30);
  return gb === undefined ? null : Math.round(Number(gb) * 1e9);
}

/** Steps or percent that a progress bar has done. */
export function stepsOf({ n, pct }: Captures): number {
  return Number(n ?? pct ?? 0);
}

/** Whether a progress bar has done all its steps. */
export function isComplete({ n, of, pct }: Captures): boolean {
  return of === undefined ? Number(pct) >= 100 : Number(n) >= Number(of);
}

const QUOTES = '\'"`';
const STOPS = `${QUOTES}.,;:`;

/** A word without the quotes and stops around it; empty for none. */
export function wordOf(value: string | number | undefined): string {
  const word = value === undefined ? '' : String(value);
  let start = 0;
  let end = word.length;
  while (start < end && QUOTES.includes(word.charAt(start))) start++;
  while (end > start && STOPS.includes(word.charAt(end - 1))) end--;
  return word.slice(start, end);
}

/** The version that stands in a line, without what a text around the line put behind it; empty for none. */
export function versionOf({ version }: Captures): string {
  return /^[\w.+-]*/.exec(wordOf(version))?.[0].replace(/\.$/, '') ?? '';
}
