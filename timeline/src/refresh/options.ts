import type { TimelineOptions } from '../model.js';

const BUSY_THRESHOLD = 0.05;
const MIN_GAP_S = 5;

/** The options with what they leave out. */
export interface Settings {
  readonly fromS: number;
  readonly toS: number;
  /** Nothing is known after it. */
  readonly evaluatedS: number;
  readonly busyThreshold: number;
  readonly minGapS: number;
}

/** Throws a RangeError for options that are no times, no ratio or no duration. */
export function settingsOf(options: TimelineOptions): Settings {
  const { fromS, toS, nowS, busyThreshold = BUSY_THRESHOLD, minGapS = MIN_GAP_S } = options;
  for (const [name, value] of Object.entries({ fromS, toS, nowS })) {
    if (!Number.isFinite(value))
      throw new RangeError(`buildTimeline: ${name} is ${value}, not a Unix time in seconds`);
  }
  if (fromS > toS) throw new RangeError(`buildTimeline: fromS ${fromS} is after toS ${toS}`);
  if (!(busyThreshold >= 0 && busyThreshold <= 1)) {
    throw new RangeError(`buildTimeline: busyThreshold is ${busyThreshold}, not a ratio from 0 to 1`);
  }
  if (!(minGapS >= 0 && minGapS < Infinity)) {
    throw new RangeError(`buildTimeline: minGapS is ${minGapS}, not a number of seconds from 0`);
  }
  return { fromS, toS, evaluatedS: Math.min(nowS, toS), busyThreshold, minGapS };
}
