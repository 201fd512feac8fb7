import { LONGEST_LINE } from './peel.js';

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/**
 * Cuts bytes into lines: at a line feed, and at a carriage return, which a progress bar writes before each of its
 * states. What comes in many pieces is put together again, characters of several bytes too; a line that goes on and on
 * is cut, and its rest is dropped.
 */
export class LineSplitter {
  private held: Buffer[] = [];
  private heldBytes = 0;
  private readonly mostBytes: number;

  constructor(longestLine = LONGEST_LINE) {
    this.mostBytes = longestLine * 4;
  }

  /** The lines that are complete now; empty ones are left out. */
  push(chunk: Buffer): string[] {
    const lines: string[] = [];
    let start = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at];
      if (byte === LINE_FEED || byte === CARRIAGE_RETURN) {
        this.hold(chunk.subarray(start, at));
        this.take(lines);
        start = at + 1;
      }
    }
    // The caller may use its buffer again.
    this.hold(Buffer.from(chunk.subarray(start)));
    return lines;
  }

  /** What is left when no more comes. */
  end(): string[] {
    const lines: string[] = [];
    this.take(lines);
    return lines;
  }

  private hold(piece: Buffer): void {
    const room = this.mostBytes - this.heldBytes;
    if (piece.length > 0 && room > 0) {
      const kept = piece.length > room ? piece.subarray(0, room) : piece;
      this.held.push(kept);
      this.heldBytes += kept.length;
    }
  }

  private take(lines: string[]): void {
    const [only] = this.held;
    if (only !== undefined) {
      lines.push((this.held.length === 1 ? only : Buffer.concat(this.held)).toString('utf8'));
      this.held = [];
      this.heldBytes = 0;
    }
  }
}
