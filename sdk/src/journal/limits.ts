/** A journal never grows beyond this. */
export const MAX_BYTES = 256 * 1024;

/** The rest is for what a process says at its very end. */
export const FULL_BYTES = MAX_BYTES - 4096;

/** From here on a journal is rewritten to what counts of it. */
export const REWRITE_BYTES = MAX_BYTES / 2;
