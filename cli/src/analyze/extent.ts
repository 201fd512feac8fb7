import type { StartUpReport } from '../log/index.js';

/** From the first thing that is known of to the last, seconds: a phase may begin before the first line. */
export interface Extent {
  readonly startS: number;
  readonly endS: number;
}

export function extentOf({ phases, total_s }: Pick<StartUpReport, 'phases' | 'total_s'>): Extent {
  return phases.reduce<Extent>(
    ({ startS, endS }, { start_s, end_s }) => ({
      startS: Math.min(startS, start_s),
      endS: Math.max(endS, end_s),
    }),
    { startS: 0, endS: total_s },
  );
}

/** What shares are shares of. */
export function lengthOf({ startS, endS }: Extent): number {
  return endS - startS;
}
