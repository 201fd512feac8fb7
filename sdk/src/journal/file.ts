import { closeSync, openSync, renameSync, unlinkSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** For the owner of the server and nobody else: names of models stand in it. */
const MODE = 0o600;

/** An open journal. Its methods throw what the file system throws. */
export class JournalFile {
  private bytes = 0;

  private constructor(
    readonly path: string,
    private fd: number,
  ) {}

  /** Makes a new file. */
  static create(path: string): JournalFile {
    return new JournalFile(path, openSync(path, 'ax', MODE));
  }

  /** Written so far. */
  get size(): number {
    return this.bytes;
  }

  /**
   * One write, not synced: what the kernel has outlives the process, and only a crash of the node loses it. A write
   * that a full disk cuts short throws too.
   */
  append(text: string): void {
    const bytes = Buffer.from(text);
    const written = writeSync(this.fd, bytes);
    this.bytes += written;
    if (written < bytes.length) {
      throw Object.assign(new Error('the disk is full'), { code: 'ENOSPC' });
    }
  }

  /**
   * Has `text` and nothing else in the file from now on. The old file stays whole until the new one is, so a death in
   * between leaves both, and no record is lost. `fileName` is a free one of this writer in the same folder.
   */
  replace(text: string, fileName: string): void {
    const next = JournalFile.create(join(dirname(this.path), fileName));
    try {
      next.append(text);
      renameSync(next.path, this.path);
    } catch (error) {
      next.close();
      unlinkSync(next.path);
      throw error;
    }
    closeSync(this.fd);
    this.fd = next.fd;
    this.bytes = next.bytes;
  }

  close(): void {
    closeSync(this.fd);
  }
}
