import { dateTimeFormat } from '@grafana/data';
import type { TimeZone } from '@grafana/schema';

/** Writes a moment (Unix seconds) in the time zone of the dashboard. */
export interface Clock {
  /** `12:03:10`. */
  readonly toSecond: (atS: number) => string;
  /** `2026-11-24 12:03:10.482`. */
  readonly toMillisecond: (atS: number) => string;
}

export function clockOf(timeZone: TimeZone): Clock {
  const format = (pattern: string) => (atS: number) =>
    dateTimeFormat(Math.round(atS * 1000), { timeZone, format: pattern });
  return { toSecond: format('HH:mm:ss'), toMillisecond: format('YYYY-MM-DD HH:mm:ss.SSS') };
}
