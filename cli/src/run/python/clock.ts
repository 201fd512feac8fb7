/** A hello is read this long after it was written, at most: longer where our event loop was held up. */
const LATEST_S = 60;
/** And not before it was written, but for the resolution of the clocks. */
const EARLIEST_S = -1;

/** Both clocks of the wrapper, read at one moment: Unix seconds, and seconds of the monotonic clock. */
export interface Clocks {
  readonly wallS: number;
  readonly monotonicS: number;
}

export function readClocks(): Clocks {
  return {
    wallS: (performance.timeOrigin + performance.now()) / 1000,
    monotonicS: Number(process.hrtime.bigint()) / 1e9,
  };
}

/**
 * What turns the monotonic stamps of a process into Unix seconds.
 *
 * On Linux Python's `time.monotonic()` and Node's `process.hrtime` read the same clock, so the wrapper's wall clock
 * dates everything and a step of it changes nothing. Where that cannot be (a time namespace, another system), the
 * process's own wall clock does, as it read it at its start.
 */
export function unixClock(
  own: Clocks,
  hello: { readonly t: number; readonly m: number },
  arrivedS: number,
): (monotonicS: number) => number {
  const shared = (monotonicS: number): number => own.wallS + (monotonicS - own.monotonicS);
  const lateS = arrivedS - shared(hello.m);
  return lateS >= EARLIEST_S && lateS <= LATEST_S ? shared : (monotonicS) => hello.t + (monotonicS - hello.m);
}
