import type { Libc } from './libc.js';

/** Numbers of the Linux headers: linux/wait.h, linux/prctl.h. */
const P_ALL = 0;
const WNOHANG = 0x1;
const WEXITED = 0x4;
const WNOWAIT = 0x01000000;
/** Only children of this thread: those of a worker thread are the business of its own event loop. */
const WNOTHREAD = 0x20000000;
const PR_GET_CHILD_SUBREAPER = 37;

/** `si_pid` in `siginfo_t` of 64 bits. */
const SIGINFO_BYTES = 128;
const PID_AT = 16;

/** Children of this thread that have ended and that nobody has taken note of yet. */
export interface Zombies {
  /** Process id of one of them, which stays as it is; 0 where there is none. */
  peek(): number;
  /** Takes note of this one. */
  reap(pid: number): void;
  /** Whether orphans of a process that we started come to us although we are not process 1. */
  isSubreaper(): boolean;
}

export function bindZombies(libc: Libc): Zombies {
  const waitid = libc.func('int waitid(int, uint32_t, uint8_t *, int)');
  const waitpid = libc.func('int waitpid(int, void *, int)');
  const prctl = libc.func('int prctl(int, ...)');
  return {
    peek() {
      const info = Buffer.alloc(SIGINFO_BYTES);
      const result = waitid(P_ALL, 0, info, WEXITED | WNOHANG | WNOWAIT | WNOTHREAD);
      return result === 0 ? info.readInt32LE(PID_AT) : 0;
    },
    reap(pid) {
      waitpid(pid, null, WNOHANG);
    },
    isSubreaper() {
      const answer = Buffer.alloc(4);
      return prctl(PR_GET_CHILD_SUBREAPER, 'uint8_t *', answer) === 0 && answer.readInt32LE(0) === 1;
    },
  };
}
