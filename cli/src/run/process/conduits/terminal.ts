import { closeSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import { openPty, type Libc } from '../native/index.js';
import type { Conduit } from './conduit.js';

/**
 * A terminal of the child's own for a terminal of ours.
 *
 * @param fd our terminal
 * @throws Error that says which call failed
 */
export function openTerminal(libc: Libc, fd: number): Conduit {
  const pty = openPty(libc);
  pty.copySize(fd);
  return {
    childEnd: pty.childEnd,
    open() {
      closeSync(pty.childEnd);
      return [new ReadStream(pty.ourEnd)];
    },
    resize() {
      pty.copySize(fd);
    },
  };
}
