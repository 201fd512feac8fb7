/**
 * The wall clock is read once per process (by Node, when it starts); from then on the monotonic clock counts. A
 * clock that is set back in mid-load therefore never gives a negative duration.
 */

/** Unix seconds at which the process began. */
export const PROCESS_STARTED_S = performance.timeOrigin / 1000;

/** Unix seconds now, never before an earlier answer. */
export function nowS(): number {
  return (performance.timeOrigin + performance.now()) / 1000;
}

/** The two clocks read at one moment. */
export interface ClockReading {
  readonly atS: number;
  readonly monotonicNs: bigint;
}

export function readClock(): ClockReading {
  return { atS: nowS(), monotonicNs: process.hrtime.bigint() };
}

/** The clock of the thread that took the reading: each thread reads the wall clock for itself when it starts. */
export function clockOf({ atS, monotonicNs }: ClockReading): () => number {
  return () => atS + Number(process.hrtime.bigint() - monotonicNs) / 1e9;
}
