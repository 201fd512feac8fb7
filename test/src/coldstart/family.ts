import { readdirSync, readFileSync } from 'node:fs';

/** Process ids of all that carry `mark` in their environment: a process and what it started. Linux only. */
export function processesWith(mark: string): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid)
    .filter((pid) => read(`/proc/${pid}/environ`).includes(mark))
    .map(Number);
}

/** Path of the program that a process runs, empty when it has gone. */
export function commandOf(pid: number): string {
  return read(`/proc/${pid}/cmdline`).split('\0', 1)[0] ?? '';
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
