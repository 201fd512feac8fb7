import { write, writeSync } from 'node:fs';
import { Writable } from 'node:stream';

/** What sets one kind of descriptor apart from another. */
interface Medium {
  write(
    fd: number,
    bytes: Buffer,
    done: (error: NodeJS.ErrnoException | null, written: number) => void,
  ): void;
  /** Error codes that say that its reader has gone for good. */
  readonly gone: ReadonlySet<string>;
}

/** Written to off the thread: somebody who holds it (Ctrl-S) must not keep us from handing on a signal. */
export const TERMINAL: Medium = {
  write(fd, bytes, done) {
    write(fd, bytes, done);
  },
  // EIO: it was hung up.
  gone: new Set(['EPIPE', 'EIO']),
};

/** Written to on the thread, which costs half: a file and `/dev/null` do not wait for anybody. */
export const FILE: Medium = {
  write(fd, bytes, done) {
    let written: number;
    try {
      written = writeSync(fd, bytes);
    } catch (error) {
      done(error as NodeJS.ErrnoException, 0);
      return;
    }
    done(null, written);
  },
  gone: new Set(),
};

/** What may wait while a write is under way, bytes. */
const WAITING_BYTES = 256 * 1024;
const RETRY_MS = 10;

/**
 * Writes to a descriptor that no event loop can watch. What it does not take, as a full disk does, is lost: that is
 * told once, and neither the child nor we end of it.
 */
export class FileSink extends Writable {
  #told = false;

  constructor(
    private readonly fd: number,
    private readonly medium: Medium,
    private readonly say: (line: string) => void,
  ) {
    super({ highWaterMark: WAITING_BYTES });
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    this.#put(chunk, done);
  }

  #put(bytes: Buffer, done: (error?: Error) => void): void {
    this.medium.write(this.fd, bytes, (error, written) => {
      if (error === null) {
        if (written < bytes.length) this.#put(bytes.subarray(written), done);
        else done();
      } else if (error.code === 'EAGAIN') {
        // Somebody who shares the descriptor has made it non-blocking.
        setTimeout(() => {
          this.#put(bytes, done);
        }, RETRY_MS);
      } else if (this.medium.gone.has(error.code ?? '')) {
        done(error);
      } else {
        this.#tell(error);
        done();
      }
    });
  }

  #tell(error: Error): void {
    if (this.#told) return;
    this.#told = true;
    this.say(`output of the server is lost, descriptor ${this.fd} does not take it: ${error.message}`);
  }
}
