import { StringDecoder } from 'node:string_decoder';

/** Longer than any line that the hook writes. */
const LONGEST_LINE = 8192;

/**
 * Cuts a stream into lines. One that is too long is handed to `onLong` once, by its beginning, and dropped; what is
 * kept of a stream never exceeds one line.
 */
export class Lines {
  private readonly decoder = new StringDecoder('utf8');
  private rest = '';
  private skipping = false;

  constructor(
    private readonly onLine: (line: string) => void,
    private readonly onLong: (beginning: string) => void,
  ) {}

  push(chunk: Buffer): void {
    const parts = (this.rest + this.decoder.write(chunk)).split('\n');
    this.rest = parts.pop() ?? '';
    for (const part of parts) {
      if (this.skipping) this.skipping = false;
      else if (part.length > LONGEST_LINE) this.onLong(part.slice(0, 80));
      else this.onLine(part);
    }
    if (this.rest.length > LONGEST_LINE || this.skipping) {
      if (!this.skipping) this.onLong(this.rest.slice(0, 80));
      this.skipping = true;
      this.rest = '';
    }
  }

  /** The beginning of a line that was never ended; empty where there is none. */
  end(): string {
    return this.rest;
  }
}
