import type { LogEvent } from '../reader/index.js';

/**
 * What has no stamp is dated no earlier than what stood before it; progress bars that ran beside each other make it too
 * late. It was not later than the next stamp that goes beyond those before it: an older one belongs to a line that
 * comes late.
 */
export function boundInexact(events: readonly LogEvent[]): readonly LogEvent[] {
  const bounded = [...events];
  let latestS = -Infinity;
  let from = 0;
  for (const [index, event] of events.entries()) {
    if ((event.type !== 'begin' && event.type !== 'end') || !event.exact || event.atS < latestS) {
      continue;
    }
    latestS = event.atS;
    for (let at = from; at < index; at++) {
      const before = bounded[at];
      if ((before?.type === 'begin' || before?.type === 'end') && !before.exact) {
        bounded[at] = { ...before, atS: Math.min(before.atS, latestS) };
      }
    }
    from = index + 1;
  }
  return bounded;
}
