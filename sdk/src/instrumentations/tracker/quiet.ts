/**
 * How long nothing may be called before a load is taken for ready. A server that begins to listen after its load says
 * by that that it is. One that has listened before, to answer probes, says nothing: it may do work of its own before it
 * warms up. A process that listens to nobody may be about to, or be none that ever does.
 */
const QUIET_MS = { listenedAfter: 1000, listenedBefore: 5000, neverListened: 60_000 } as const;

/** Milliseconds to wait after the last call of a load. Times are Unix seconds. */
export function quietMs(lastActivityS: number, listeningS: number | null): number {
  if (listeningS === null) {
    return QUIET_MS.neverListened;
  }
  return listeningS >= lastActivityS ? QUIET_MS.listenedAfter : QUIET_MS.listenedBefore;
}
