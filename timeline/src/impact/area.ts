import type { DepthSample } from './queue-samples.js';

/**
 * Request-seconds above a level between two samples: straight from one to the other; at the lesser of the two all the
 * time; at the greater.
 */
export function areaAbove(
  level: number,
  from: DepthSample,
  to: DepthSample,
): { readonly straight: number; readonly least: number; readonly most: number } {
  const lengthS = to.atS - from.atS;
  const a = from.requests - level;
  const b = to.requests - level;
  const low = Math.max(0, Math.min(a, b));
  const high = Math.max(0, Math.max(a, b));
  // Of a line that crosses the level only the triangle above it counts.
  const above = Math.min(a, b) < 0 && high > 0 ? high / Math.abs(a - b) : 1;
  return {
    straight: ((low + high) / 2) * lengthS * above,
    least: low * lengthS,
    most: high * lengthS,
  };
}
