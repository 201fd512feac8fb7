import { constants, openSync, writeSync } from 'node:fs';
import { Writable } from 'node:stream';

/** What may wait for a terminal that is held, bytes. */
const WAITING_BYTES = 64 * 1024;
const RETRY_MS = 10;

/** The reader of a terminal has gone for good; EIO: it was hung up. A file has no reader, and no such end. */
const TERMINAL_GONE: ReadonlySet<string> = new Set(['EPIPE', 'EIO']);

/**
 * Writes to a descriptor that no event loop can watch: a file, a device, a terminal. What it does not take, as a full
 * disk does, is lost: that is told once, and neither the child nor we end of it.
 */
export class FileSink extends Writable {
  #told = false;

  constructor(
    private readonly fd: number,
    private readonly say: (line: string) => void,
    private readonly gone: ReadonlySet<string> = new Set(),
  ) {
    super({ highWaterMark: WAITING_BYTES });
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    let written = 0;
    try {
      // On the thread: half of what it costs off it, and neither a file nor `/dev/null` waits for anybody.
      while (written < chunk.length) written += writeSync(this.fd, chunk, written);
    } catch (error) {
      const { code = '', message } = error as NodeJS.ErrnoException;
      if (code === 'EAGAIN') {
        setTimeout(() => {
          this._write(chunk.subarray(written), _encoding, done);
        }, RETRY_MS);
        return;
      }
      if (this.gone.has(code)) {
        done(error as Error);
        return;
      }
      this.#tell(message);
    }
    done();
  }

  #tell(why: string): void {
    if (this.#told) return;
    this.#told = true;
    this.say(`output of the server is lost, descriptor ${this.fd} does not take it: ${why}`);
  }
}

/**
 * A terminal that somebody holds (Ctrl-S) must not keep us from handing on a signal. So it is opened once more, not
 * to wait: to switch the descriptor that we got would change it for all who share it.
 */
export function openTerminalSink(fd: number, say: (line: string) => void): FileSink {
  const { O_WRONLY, O_NOCTTY, O_NONBLOCK } = constants;
  let own = fd;
  try {
    own = openSync(`/proc/self/fd/${fd}`, O_WRONLY | O_NOCTTY | O_NONBLOCK);
  } catch {
    // Of another user, or no /proc: then we wait with it.
  }
  return new FileSink(own, say, TERMINAL_GONE);
}
