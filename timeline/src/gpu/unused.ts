import type { GpuSamples } from './samples.js';
import type { Span } from './spans.js';

/**
 * Until when a GPU is idle because no process can run on it, Unix seconds: `unusedUntilS` unless others may use it, or a
 * sample shows work before: then clocks differ, or something holds the GPU that no series names. A sample that may
 * speak of the time before `fromS`, when the GPU was another pod's, shows nothing; one is read up to a spacing late.
 */
export function idleUntilS(
  { neighbours, spacingS }: GpuSamples,
  spans: readonly Span[],
  fromS: number,
  unusedUntilS: number,
  busyThreshold: number,
): number {
  if (neighbours || !(unusedUntilS > fromS)) return -Infinity;
  const contradicted = spans.some(
    ({ startS, sampledS, ratio }) =>
      ratio >= busyThreshold && sampledS <= unusedUntilS && startS - spacingS >= fromS,
  );
  return contradicted ? -Infinity : unusedUntilS;
}

/**
 * The spans from `idleS` on, before which the GPU is known to be idle since `fromS`. What an interval that reaches over
 * that moment tells is all of the part after it: the same busy seconds in less time. Below the threshold it stays idle as
 * a whole.
 */
export function spansAfter(
  spans: readonly Span[],
  fromS: number,
  idleS: number,
  busyThreshold: number,
  countsAll: boolean,
): Span[] {
  const after: Span[] = [];
  for (const span of spans) {
    const { startS, endS, ratio } = span;
    if (endS <= idleS) continue;
    const cut = startS < idleS;
    // A short look back at the time before says nothing of the time after.
    if (cut && span.sampledS <= idleS) continue;
    if (after.length === 0 && startS <= idleS) {
      const before = { startS: idleS, endS: idleS, sampledS: span.sampledS, ratio: 0, joins: false };
      const share =
        cut && countsAll && ratio >= busyThreshold ? (endS - Math.max(startS, fromS)) / (endS - idleS) : 1;
      after.push(before, { ...span, startS: idleS, ratio: Math.min(1, ratio * share), joins: true });
    } else after.push({ ...span, joins: span.joins && after.length > 0 });
  }
  return after;
}
