import { setTimeout as delay } from 'node:timers/promises';

/** Asked after each piece with its size; resolves when the next one may follow. */
export type Pace = (bytes: number, signal?: AbortSignal) => Promise<void>;

/** Holds a stream to a rate over its whole length: time lost in one piece is made good in the next. */
export function pace(bytesPerS: number): Pace {
  const startMs = performance.now();
  let bytesSoFar = 0;
  return async (bytes, signal) => {
    bytesSoFar += bytes;
    const aheadMs = startMs + (bytesSoFar / bytesPerS) * 1000 - performance.now();
    if (aheadMs > 1) await delay(aheadMs, undefined, signal ? { signal } : {});
  };
}
