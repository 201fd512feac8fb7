import { utimesSync } from 'node:fs';

/**
 * A sign of life of a load that writes nothing, since native code blocks its thread: dates the journal. `nowS`: Unix
 * seconds. Never throws.
 */
export function touch(path: string, nowS: number): void {
  try {
    utimesSync(path, nowS, nowS);
  } catch {
    // The time of death is then that of the last record.
  }
}
