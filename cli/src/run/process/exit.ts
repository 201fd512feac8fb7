import { constants } from 'node:os';

/** How a child ended: its exit code, the signal that ended it, or why it never began. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Why it could not be started. */
  readonly error?: NodeJS.ErrnoException;
}

/** The program was there, but it did not become a process: the convention of shells and of `env`. */
const NOT_RUNNABLE = 126;

/** Spawn errors that say something else. 125: what starts programs has failed itself, so also `env` and `timeout`. */
const CODE_OF_ERROR: Readonly<Record<string, number>> = {
  ENOENT: 127,
  EAGAIN: 125,
  ENOMEM: 125,
  EMFILE: 125,
  ENFILE: 125,
};

/** The exit code that tells the same to who waits for us: the child's own, 128 + n for signal n, or 125 to 127. */
export function exitCodeOf({ code, signal, error }: Exit): number {
  if (error !== undefined) return CODE_OF_ERROR[error.code ?? ''] ?? NOT_RUNNABLE;
  return code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
}
