import { readDuration } from './duration.js';
import { HOLES, isHoleName } from './holes.js';
import type { HoleName } from './holes.js';
import { Places } from './places.js';

/** What stood in the holes: text, or for numbers and durations the number. */
export type Captures = Partial<Readonly<Record<HoleName, string | number>>>;

export interface Match {
  readonly captures: Captures;
  /** Index of the first character. */
  readonly start: number;
  /** Index after the match. */
  readonly end: number;
}

/**
 * A line as a server prints it, with holes: `Loading weights took {s} seconds`. It may stand anywhere in the line;
 * `^` before it ties it to the beginning, `$` after it to the end. Spaces in a row count as one. There is nothing to
 * backtrack over but the place where a text begins, and that is tried a bounded number of times: matching takes time
 * in proportion to the line, whatever the line.
 */
export interface Pattern {
  readonly source: string;
  /** The longest text without a hole: a line without it cannot match. */
  readonly anchor: string;
  /** All its texts without a hole. */
  readonly literals: readonly string[];
  /** The first match that begins at `from` or after it; `null` for none. */
  match(text: string, from?: number): Match | null;
}

/** How often the place of a text is sought again after what followed it did not fit. */
const MOST_TRIES = 32;

/** What a match may still cost, and what it knows. */
interface Search {
  tries: number;
  readonly places: Places;
}

interface Step {
  readonly hole: HoleName | null;
  /** Text after the hole; empty only at the end of the pattern. */
  readonly literal: string;
}

/** @throws Error that says what is wrong with the pattern */
export function compilePattern(source: string): Pattern {
  const atStart = source.startsWith('^');
  const atEnd = source.endsWith('$');
  const body = source.slice(atStart ? 1 : 0, atEnd ? -1 : undefined).replace(/\s+/g, ' ');
  const steps = stepsOf(body, source);
  const anchor = steps.reduce(
    (longest, { literal }) => (literal.length > longest.length ? literal : longest),
    '',
  );
  if (anchor.trim().length < 3) {
    throw new Error(
      `the pattern ${JSON.stringify(source)} needs a text of 3 characters or more beside its holes`,
    );
  }
  return {
    source,
    anchor,
    literals: steps.map(({ literal }) => literal),
    match: (text, from = 0) => (text.includes(anchor, from) ? matchFrom(text, from) : null),
  };

  function matchFrom(text: string, from: number): Match | null {
    const search: Search = { tries: MOST_TRIES, places: new Places(text) };
    const [first] = steps;
    if (first === undefined) {
      return null;
    }
    if (first.hole !== null) {
      return leading(text, from, first.hole, first.literal, search);
    }
    for (let at = text.indexOf(first.literal, from); at !== -1; at = text.indexOf(first.literal, at + 1)) {
      if (atStart && at > 0) {
        return null;
      }
      const found = rest(text, at + first.literal.length, 1, {}, search);
      if (found !== null) {
        return { ...found, start: at };
      }
      if (--search.tries <= 0) {
        return null;
      }
    }
    return null;
  }

  /** A pattern that begins with a hole: what stands before the first text, back to a space. */
  function leading(
    text: string,
    from: number,
    hole: HoleName,
    literal: string,
    search: Search,
  ): Match | null {
    for (let at = text.indexOf(literal, from); at !== -1; at = text.indexOf(literal, at + 1)) {
      const start = Math.max(from, text.lastIndexOf(' ', at - 1) + 1);
      const value = at > start ? valueOf(hole, text.slice(start, at)) : null;
      if (value !== null && !(atStart && start > 0)) {
        const found = rest(text, at + literal.length, 1, { [hole]: value }, search);
        if (found !== null) {
          return { ...found, start };
        }
      }
      if (--search.tries <= 0) {
        return null;
      }
    }
    return null;
  }

  function rest(
    text: string,
    at: number,
    index: number,
    captures: Captures,
    search: Search,
  ): Omit<Match, 'start'> | null {
    const step = steps[index];
    if (step === undefined) {
      return atEnd && text.slice(at).trim() !== '' ? null : { captures, end: at };
    }
    const { hole, literal } = step;
    if (hole === null) {
      return null;
    }
    const { kind } = HOLES[hole];
    if (kind === 'number' || kind === 'duration') {
      const read = kind === 'number' ? readNumber(text, at) : readDuration(text, at);
      if (read === null || !text.startsWith(literal, read.end)) {
        return null;
      }
      return rest(text, read.end + literal.length, index + 1, { ...captures, [hole]: read.seconds }, search);
    }
    if (literal === '') {
      const end = kind === 'text' || atEnd ? text.length : endOfWord(text, at);
      const value = text.slice(at, end).trim();
      return kind === 'word' && (value === '' || value.includes(' '))
        ? null
        : { captures: { ...captures, [hole]: value }, end };
    }
    const { places } = search;
    const space = kind === 'word' ? places.next(' ', at) : -1;
    for (let end = places.next(literal, at); end !== -1; end = places.next(literal, end + 1)) {
      if (kind === 'word' && (end === at || (space !== -1 && end > space))) {
        return null;
      }
      const value = text.slice(at, end);
      const match = rest(text, end + literal.length, index + 1, { ...captures, [hole]: value }, search);
      if (match !== null || --search.tries <= 0) {
        return match;
      }
    }
    return null;
  }
}

function stepsOf(body: string, source: string): Step[] {
  const steps: Step[] = [];
  let literal = '';
  let hole: HoleName | null = null;
  const close = (): void => {
    if (hole !== null || literal !== '') {
      steps.push({ hole, literal });
    }
  };
  for (const part of body.split(/(\{[^{}\s]+\})/)) {
    const name = /^\{([^{}\s]+)\}$/.exec(part)?.[1];
    if (name === undefined) {
      literal += part;
      continue;
    }
    if (!isHoleName(name)) {
      throw new Error(
        `the pattern ${JSON.stringify(source)} has an unknown hole {${name}}; there are: ${Object.keys(HOLES).join(', ')}`,
      );
    }
    if (hole !== null && literal === '') {
      throw new Error(`the pattern ${JSON.stringify(source)} needs a text between {${hole}} and {${name}}`);
    }
    close();
    hole = name;
    literal = '';
  }
  close();
  return steps;
}

function valueOf(hole: HoleName, text: string): string | number | null {
  const { kind } = HOLES[hole];
  if (kind === 'number') {
    const value = Number(text.replaceAll(',', ''));
    return Number.isFinite(value) ? value : null;
  }
  if (kind === 'duration') {
    const read = readDuration(text, 0);
    return read?.end === text.length ? read.seconds : null;
  }
  return text;
}

// A comma after it is not part of it.
const NUMBER = /-?\d(?:[\d,]*\d)?(?:\.\d+)?(?:e-?\d+)?/y;

function readNumber(text: string, from: number): { seconds: number; end: number } | null {
  // Servers pad numbers.
  const start = text[from] === ' ' ? from + 1 : from;
  NUMBER.lastIndex = start;
  const [digits] = NUMBER.exec(text) ?? [];
  return digits === undefined ? null : { seconds: Number(digits.replaceAll(',', '')), end: NUMBER.lastIndex };
}

function endOfWord(text: string, from: number): number {
  const space = text.indexOf(' ', from);
  return space === -1 ? text.length : space;
}
