import { write } from 'node:fs';
import { Writable } from 'node:stream';

/** What may wait while a write is under way, bytes. */
const WAITING_BYTES = 256 * 1024;
const RETRY_MS = 10;

/** The reader has gone for good: EIO is a terminal that was hung up. */
const GONE: ReadonlySet<string> = new Set(['EPIPE', 'EIO']);

/**
 * Writes to a file, a device or a terminal, off the thread: a terminal that is held (Ctrl-S) or a slow disk must not
 * keep us from forwarding a signal. Bytes that a full disk does not take are lost, which is told once, and the child
 * is not held up by it.
 */
export class FileSink extends Writable {
  #told = false;

  constructor(
    private readonly fd: number,
    private readonly say: (line: string) => void,
  ) {
    super({ highWaterMark: WAITING_BYTES });
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    this.#put(chunk, done);
  }

  #put(chunk: Buffer, done: (error?: Error) => void): void {
    write(this.fd, chunk, (error, written) => {
      if (error === null) {
        if (written < chunk.length) this.#put(chunk.subarray(written), done);
        else done();
      } else if (error.code === 'EAGAIN') {
        // Somebody who shares the descriptor has made it non-blocking.
        setTimeout(() => {
          this.#put(chunk, done);
        }, RETRY_MS);
      } else if (GONE.has(error.code ?? '')) {
        done(error);
      } else {
        this.#tell(error);
        done();
      }
    });
  }

  #tell(error: Error): void {
    if (!this.#told) {
      this.#told = true;
      this.say(`output of the server is lost: descriptor ${this.fd} does not take it (${error.message})`);
    }
  }
}
