import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A moment that a pod wrote down itself. */
export interface TrueBoundary {
  readonly pod: string;
  /** `weights_load start`, `weights_load end`, or the name of a mark. */
  readonly boundary: string;
  /** Unix seconds. */
  readonly atS: number;
}

type Line =
  | { readonly pod: string; readonly phase: string; readonly startS: number | null; readonly endS: number }
  | { readonly pod: string; readonly mark: string; readonly atS: number };

/** Reads the records that the demo's pods leave in a folder (`--truth`). */
export function readTruth(folder: string): TrueBoundary[] {
  return readdirSync(folder)
    .flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .flatMap((text): TrueBoundary[] => {
      const line = JSON.parse(text) as Line;
      return 'phase' in line
        ? [
            ...(line.startS === null
              ? []
              : [{ pod: line.pod, boundary: `${line.phase} start`, atS: line.startS }]),
            { pod: line.pod, boundary: `${line.phase} end`, atS: line.endS },
          ]
        : [{ pod: line.pod, boundary: line.mark, atS: line.atS }];
    });
}
