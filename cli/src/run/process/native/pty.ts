import { closeSync, constants, openSync } from 'node:fs';
import type { Libc } from './libc.js';

/** Numbers of the Linux headers: asm-generic/ioctls.h and asm-generic/termbits.h. */
const TIOCGWINSZ = 0x5413;
const TIOCSWINSZ = 0x5414;
const TCSANOW = 0;
const OPOST = 0o1;
const ECHO = 0o10;

/** `c_oflag` and `c_lflag` in `struct termios`; the whole is no larger in any C library. */
const OUTPUT_FLAGS_AT = 4;
const LOCAL_FLAGS_AT = 12;
const TERMIOS_BYTES = 256;
const WINSIZE_BYTES = 8;
const PATH_BYTES = 128;
const O_CLOEXEC = 0o2000000;

/** A terminal of our own. What the child writes on its end is read from ours. */
export interface Pty {
  readonly ourEnd: number;
  readonly childEnd: number;
  /** Makes it as large as the terminal that descriptor `fd` is. */
  copySize(fd: number): void;
}

/**
 * Opens one. It hands on bytes as they are (no `\n` to `\r\n`): the terminal that they are going to does that once.
 *
 * @throws Error that names the call that failed
 */
export function openPty(libc: Libc): Pty {
  const call = (declaration: string) => {
    const native = libc.func(declaration);
    return (...values: unknown[]): number => {
      const result = native(...values);
      if (result < 0) throw new Error(`${/\w+(?=\()/.exec(declaration)?.[0] ?? declaration} failed`);
      return result;
    };
  };
  const ourEnd = call('int posix_openpt(int)')(constants.O_RDWR | constants.O_NOCTTY | O_CLOEXEC);
  try {
    call('int grantpt(int)')(ourEnd);
    call('int unlockpt(int)')(ourEnd);
    const path = Buffer.alloc(PATH_BYTES);
    call('int ptsname_r(int, uint8_t *, size_t)')(ourEnd, path, PATH_BYTES);
    const childEnd = openSync(
      path.toString('utf8', 0, path.indexOf(0)),
      constants.O_RDWR | constants.O_NOCTTY,
    );
    const settings = Buffer.alloc(TERMIOS_BYTES);
    call('int tcgetattr(int, uint8_t *)')(childEnd, settings);
    clear(settings, OUTPUT_FLAGS_AT, OPOST);
    clear(settings, LOCAL_FLAGS_AT, ECHO);
    call('int tcsetattr(int, int, uint8_t *)')(childEnd, TCSANOW, settings);
    const ioctl = libc.func('int ioctl(int, unsigned long, ...)');
    return {
      ourEnd,
      childEnd,
      copySize(fd) {
        const size = Buffer.alloc(WINSIZE_BYTES);
        if (ioctl(fd, TIOCGWINSZ, 'uint8_t *', size) === 0) ioctl(ourEnd, TIOCSWINSZ, 'uint8_t *', size);
      },
    };
  } catch (error) {
    closeSync(ourEnd);
    throw error;
  }
}

function clear(settings: Buffer, at: number, flag: number): void {
  // The flags are in the byte order of the machine; x64 and arm64 are little-endian.
  settings.writeUInt32LE((settings.readUInt32LE(at) & ~flag) >>> 0, at);
}
