import { LEAST_COLUMNS, MOST_COLUMNS } from './page/index.js';
import type { Look } from './page/index.js';

const DEFAULT_COLUMNS = 100;

/** Where a page is printed. */
export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/**
 * How a page may look there. Colour is for terminals only, and not where NO_COLOR (no-color.org) or TERM forbid it;
 * ASCII where the locale names another encoding than UTF-8. A container often names none: it is taken for UTF-8.
 *
 * @param columns the width that was asked for
 */
export function lookOf(
  terminal: Terminal,
  env: Readonly<Record<string, string | undefined>>,
  { columns, colour }: { readonly columns: number | null; readonly colour: boolean },
): Look {
  // Some terminals say 0.
  const wide = columns ?? ((terminal.isTTY === true ? terminal.columns : 0) || DEFAULT_COLUMNS);
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find(
    (value) => value !== undefined && value !== '',
  );
  const noColour = (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb';
  return {
    columns: Math.min(MOST_COLUMNS, Math.max(LEAST_COLUMNS, wide)),
    unicode: locale === undefined || /utf-?8/i.test(locale),
    colour: colour && terminal.isTTY === true && !noColour,
  };
}
