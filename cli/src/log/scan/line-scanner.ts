import { LONGEST_LINE } from '../line/index.js';
import type { WordFinder } from './word-finder.js';

/** What tells a line of interest; `null`: every line is one. */
export type LineFinder = Pick<WordFinder, 'search'> | null;

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const MOST_BYTES = LONGEST_LINE * 4;
const NOTHING: Buffer = Buffer.alloc(0);
const BREAK = Buffer.from([LINE_FEED]);

/**
 * Picks the lines out of a stream of bytes that have one of the words in them. The other lines cost next to nothing:
 * they are neither cut out nor decoded. A line that goes on and on is looked at as far as a line is read at all.
 */
export class LineScanner {
  /** The beginning of the line that is not complete yet. */
  private tail = NOTHING;
  /** The line that is not complete yet is longer than is looked at. */
  private overlong = false;

  /** The end of what was passed over since the last line that was picked; whole lines. */
  private passed = NOTHING;

  /** @param contextBytes lines that stand no further before one that has a word are picked too */
  constructor(
    private finder: LineFinder,
    private readonly contextBytes = 0,
  ) {}

  /** Looks for other words from now on. */
  use(finder: LineFinder): void {
    this.finder = finder;
  }

  /** The lines that are complete with this chunk and have a word. The chunk is not kept. */
  push(chunk: Buffer): string[] {
    const lines: string[] = [];
    let from = 0;
    if (this.tail.length > 0 || this.overlong) {
      const end = breakFrom(chunk, 0);
      this.keep(chunk.subarray(0, end));
      if (end === chunk.length) {
        return lines;
      }
      this.takeTail(lines);
      from = end + 1;
    }
    const end = breakBefore(chunk, chunk.length, from) + 1;
    this.pick(chunk.subarray(from, Math.max(from, end)), lines);
    this.keep(chunk.subarray(Math.max(from, end)));
    return lines;
  }

  /** What is left when no more comes. */
  end(): string[] {
    const lines: string[] = [];
    this.takeTail(lines);
    this.takePassed(lines);
    return lines;
  }

  private takeTail(lines: string[]): void {
    this.pick(this.tail, lines);
    this.tail = NOTHING;
    this.overlong = false;
  }

  private keep(rest: Buffer): void {
    const room = MOST_BYTES - this.tail.length;
    if (rest.length > 0 && room > 0) {
      this.tail = Buffer.concat([this.tail, rest.subarray(0, room)]);
    }
    this.overlong ||= rest.length > room;
  }

  private pick(bytes: Buffer, lines: string[]): void {
    const find = this.finder?.search(bytes);
    let start = 0;
    while (start < bytes.length) {
      const found = find === undefined ? start : find(start);
      if (found === -1) {
        break;
      }
      const begin = breakBefore(bytes, found, start) + 1;
      const end = breakFrom(bytes, found);
      this.pass(bytes.subarray(start, begin));
      this.takePassed(lines);
      add(lines, bytes, begin, end);
      start = end + 1;
    }
    this.pass(bytes.subarray(start));
  }

  /** Lines without a word: the last of them are kept for what comes. */
  private pass(bytes: Buffer): void {
    if (this.contextBytes === 0 || bytes.length === 0) {
      return;
    }
    const room = this.contextBytes - bytes.length;
    if (room < 0) {
      this.passed = Buffer.from(bytes.subarray(breakFrom(bytes, -room) + 1));
      return;
    }
    // The last line of what is picked from may have no break.
    const all = Buffer.concat([this.passed, this.passed.length > 0 ? BREAK : NOTHING, bytes]);
    const over = all.length - this.contextBytes;
    this.passed = over > 0 ? all.subarray(breakFrom(all, over) + 1) : all;
  }

  private takePassed(lines: string[]): void {
    const bytes = this.passed;
    for (let start = 0; start < bytes.length;) {
      const end = breakFrom(bytes, start);
      add(lines, bytes, start, end);
      start = end + 1;
    }
    this.passed = NOTHING;
  }
}

function add(lines: string[], bytes: Buffer, begin: number, end: number): void {
  if (end > begin) {
    lines.push(bytes.toString('utf8', begin, Math.min(end, begin + MOST_BYTES)));
  }
}

function isBreak(byte: number | undefined): boolean {
  return byte === LINE_FEED || byte === CARRIAGE_RETURN;
}

/** Lines are short: a walk is faster than a search for two bytes that may look far beyond the line. */
function breakFrom(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && !isBreak(bytes[at])) {
    at += 1;
  }
  return at;
}

function breakBefore(bytes: Buffer, from: number, least: number): number {
  let at = from - 1;
  while (at >= least && !isBreak(bytes[at])) {
    at -= 1;
  }
  return at;
}
