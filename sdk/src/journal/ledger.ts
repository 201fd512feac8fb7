import { JournalFile } from './file.js';
import { FULL_BYTES, REWRITE_BYTES } from './limits.js';
import { encode } from './record.js';
import type { JournalRecord } from './record.js';
import { newFileName } from './writer.js';
import type { Writer } from './writer.js';

/** What a ledger needs of the world. */
export interface LedgerEdge {
  /** All that counts at this moment, in records: a file of these alone says the same as the whole file. */
  essence(): readonly JournalRecord[];
  /** The essence stands in the file. */
  saved(): void;
  /** Takes what went wrong; the ledger tries again with the next record. */
  failed(error: unknown): void;
}

/**
 * Writes records into a file of its own and keeps it short. Never throws. The file begins with the essence; where that
 * could not be written, on a full disk, it is tried again before each record.
 */
export class Ledger {
  private readonly file: JournalFile;
  private begun = false;
  /** Size after the last rewrite. */
  private shortest = 0;

  /** Throws what the file system throws when the file cannot be made. */
  constructor(
    path: string,
    private readonly me: Writer,
    private readonly edge: LedgerEdge,
  ) {
    this.file = JournalFile.create(path);
  }

  get path(): string {
    return this.file.path;
  }

  /** Writes the essence; says whether that worked. */
  begin(): boolean {
    return this.attempt(() => {
      this.file.append(this.essence());
      this.saved();
    });
  }

  /** Writes a record whose news the essence already holds: where that is written, it says it. */
  write(record: JournalRecord): void {
    if (!this.begun && this.begin()) {
      return;
    }
    const text = encode(record);
    const after = this.file.size + Buffer.byteLength(text);
    // Not over and over when what counts is long itself.
    if (after > Math.min(FULL_BYTES, Math.max(REWRITE_BYTES, 2 * this.shortest))) {
      this.shortest = this.file.size;
      if (this.attempt(this.rewrite) || after > FULL_BYTES) {
        return;
      }
    }
    this.append(text);
  }

  /** Writes a record that no essence holds: there are few, at the very end, and they always have their place. */
  writeLast(record: JournalRecord): void {
    this.append(encode(record));
  }

  close(): void {
    this.attempt(() => {
      this.file.close();
    });
  }

  private essence(): string {
    return this.edge.essence().map(encode).join('');
  }

  private readonly rewrite = (): void => {
    this.file.replace(this.essence(), newFileName(this.me));
    this.saved();
  };

  private saved(): void {
    this.begun = true;
    this.shortest = this.file.size;
    this.edge.saved();
  }

  private append(text: string): void {
    this.attempt(() => {
      this.file.append(text);
    });
  }

  private attempt(work: () => void): boolean {
    try {
      work();
      return true;
    } catch (error) {
      this.edge.failed(error);
      return false;
    }
  }
}
