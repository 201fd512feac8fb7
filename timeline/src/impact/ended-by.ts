import type { ColdStart } from '../model.js';
import type { DepthSample } from './queue-samples.js';

/** Near enough to the peak: from there on the queue no longer really grows. */
const NEAR_PEAK = 0.9;

/**
 * The cold starts whose readiness ended a queue: those that were ready between the moment it first came near its peak
 * (nine tenths of its height above the baseline; one sample earlier, as samples show it late) and the moment it was back.
 * Who was ready before did not stop it growing. Where nobody was ready in between, the last who was before the peak.
 */
export function endedBy(
  coldStarts: readonly ColdStart[],
  grown: readonly DepthSample[],
  baseline: number,
  spacingS: number,
  endS: number,
): string[] {
  const peak = grown.reduce((most, { requests }) => Math.max(most, requests), baseline);
  const near = grown.find(({ requests }) => requests - baseline >= NEAR_PEAK * (peak - baseline));
  const fromS = (near?.atS ?? endS) - spacingS;
  const [first] = grown;
  const ready = coldStarts
    .flatMap(({ id, outcome }) =>
      outcome.kind === 'ready' ? [{ id, atS: outcome.at.atS, resolutionS: outcome.at.resolutionS }] : [],
    )
    .filter(({ atS }) => atS <= endS && atS >= (first?.atS ?? endS))
    .sort((a, b) => a.atS - b.atS || (a.id < b.id ? -1 : 1));
  const decisive = ready.filter(({ atS, resolutionS }) => atS + resolutionS >= fromS);
  return (decisive.length > 0 ? decisive : ready.slice(-1)).map(({ id }) => id);
}
