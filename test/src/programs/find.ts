import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Names under which a program is found on PATH, first wins. */
const PROGRAMS = {
  prometheus: ['prometheus'],
  promtool: ['promtool'],
  chromium: ['chromium', 'chromium-browser', 'google-chrome'],
  tini: ['tini'],
} as const;

export type Program = keyof typeof PROGRAMS;

/** Path of a program that the tests want, or `null`. */
export function findProgram(program: Program): string | null {
  for (const name of PROGRAMS[program]) {
    for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
      const file = join(folder, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // Not in this folder.
      }
    }
  }
  return null;
}
