import { closeSync, constants, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';

/** Of the 4096 bytes that the kubelet reads, one line of this length is ours. */
const LONGEST_BYTES = 512;

/**
 * The file that the kubelet shows as the container's last words (`lastState.terminated.message`). It is the kubelet's:
 * where it does not exist it is not made.
 */
export class TerminationLog {
  private readonly bytes = Buffer.alloc(LONGEST_BYTES);
  private fd: number | null;

  constructor(path: string | null) {
    this.fd = path === null ? null : open(path);
  }

  /** Says this line and nothing else; the empty one says nothing. Never throws; what cannot be written ends it. */
  say(line: string): void {
    if (this.fd === null) {
      return;
    }
    try {
      // Cuts between two characters.
      const length = this.bytes.write(line);
      // Written before it is cut to length: whenever the process dies, something stands there.
      writeSync(this.fd, this.bytes, 0, length, 0);
      ftruncateSync(this.fd, length);
    } catch {
      this.close();
    }
  }

  close(): void {
    if (this.fd !== null) {
      try {
        closeSync(this.fd);
      } catch {
        // It is gone either way.
      }
      this.fd = null;
    }
  }
}

function open(path: string): number | null {
  try {
    // Without waiting for a reader, should it be a pipe.
    const fd = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    if (fstatSync(fd).isFile()) {
      return fd;
    }
    closeSync(fd);
    return null;
  } catch {
    return null;
  }
}
