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
