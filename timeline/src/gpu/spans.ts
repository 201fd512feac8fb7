import type { GpuSamples } from './samples.js';
import { indexAt } from './track.js';

/** The time that one sample speaks for, Unix seconds. */
export interface Span {
  startS: number;
  endS: number;
  readonly sampledS: number;
  /** 0..1 while it lasts. */
  ratio: number;
  /** The span before it ends where it begins. */
  readonly joins: boolean;
}

/** Samples further apart than so many spacings leave time between them of which nothing is known. */
const REACH = 1.5;

/**
 * The time that each sample speaks for, of the samples that matter between two moments, in order.
 *
 * A field that counts all the time tells a mean over the interval that ends at the sample. A field that looks back for a
 * second tells of that second; the time between two such seconds is given to each of the two by halves, as a change in
 * between may be anywhere: an end of a gap is then off by half a spacing at most, and no longer or shorter in the mean.
 * After a hole, and for the first sample, the reach is the same as if the samples before were there: nothing before.
 * The newest one also stands for the time since, unless the next is overdue at `knownUntilS`, which is asked for only
 * where it matters.
 */
export function spansOf(
  { timesS, ratios, spacingS, speaksForS }: GpuSamples,
  fromS: number,
  toS: number,
  knownUntilS: () => number,
): Span[] {
  const spans: Span[] = [];
  if (!(spacingS > 0)) return spans;
  const reachS = REACH * spacingS;
  const looksBackS = speaksForS === 'interval' ? spacingS : Math.min(speaksForS, spacingS);
  // From the sample back to halfway to the second that the one before it tells of, and on to halfway to the next.
  const backS = (spacingS + looksBackS) / 2;
  const onS = (spacingS - looksBackS) / 2;
  const first = Math.max(0, indexAt(timesS, fromS - reachS) - 1);
  for (let i = first; i < timesS.length; i++) {
    const timeS = timesS[i] ?? Number.NaN;
    const beforeS = timesS[i - 1] ?? -Infinity;
    const joins = timeS - beforeS <= reachS;
    const startS = joins
      ? speaksForS === 'interval'
        ? beforeS
        : (beforeS + Math.max(beforeS, timeS - speaksForS)) / 2
      : timeS - backS;
    const last = spans.at(-1);
    if (last && joins) last.endS = startS;
    spans.push({
      startS,
      endS: timeS + onS,
      sampledS: timeS,
      ratio: ratios[i] ?? Number.NaN,
      joins: joins && last !== undefined,
    });
    if (startS >= toS) break;
  }
  const newest = spans.at(-1);
  const isNewest = newest?.sampledS === timesS.at(-1);
  if (newest && isNewest && newest.endS < toS && knownUntilS() - newest.sampledS <= reachS) newest.endS = toS;
  return spans;
}
