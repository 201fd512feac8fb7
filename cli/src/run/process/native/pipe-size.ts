import type { Libc } from './libc.js';

/** linux/fcntl.h */
const F_SETPIPE_SZ = 1031;

/**
 * Makes a pipe hold more than the 64 KiB it begins with, so that writer and reader need not wake each other for each of
 * them. Where it may not (`/proc/sys/fs/pipe-max-size`, many pipes of one user) it stays as it is.
 */
export function widenPipe(libc: Libc, fd: number, bytes: number): void {
  const fcntl = libc.func('int fcntl(int, int, ...)');
  fcntl(fd, F_SETPIPE_SZ, 'int', bytes);
}
