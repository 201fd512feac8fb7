import { dateTimeFormat, dateTimeForTimeZone, systemDateFormats } from '@grafana/data';
import type { TimeZone } from '@grafana/schema';
import { timeTicks, type Plot, type TimeTicks } from '../layout';
import type { Palette } from './palette';
import { horizontal, vertical, write, type Pen } from './pen';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Free room between two labels. */
const BETWEEN_LABELS = 28;

export interface Axis {
  readonly ticks: TimeTicks['ticks'];
  readonly label: (ms: number) => string;
}

/** Ticks in the dashboard's time zone, as far apart as their labels need. */
export function axisOf(plot: Plot, timeZone: TimeZone, measure: (text: string) => number): Axis {
  const { scale } = plot;
  const offsetMs = dateTimeForTimeZone(timeZone, scale.fromMs).utcOffset() * MINUTE_MS;
  const sample = measure('00:00:00') + BETWEEN_LABELS;
  const { ticks, stepMs } = timeTicks(scale, sample, offsetMs);
  const format = formatFor(stepMs);
  return { ticks, label: (ms) => dateTimeFormat(ms, { timeZone, format }) };
}

function formatFor(stepMs: number): string {
  const { interval } = systemDateFormats;
  if (stepMs < 1000) return interval.millisecond;
  if (stepMs < MINUTE_MS) return interval.second;
  if (stepMs < DAY_MS) return interval.minute;
  return interval.day;
}

export function drawGrid(pen: Pen, axis: Axis, plot: Plot, palette: Palette): void {
  for (const { x } of axis.ticks) vertical(pen, x, 0, plot.axis.y, palette.grid);
}

export function drawAxis(pen: Pen, axis: Axis, plot: Plot, palette: Palette): void {
  const { x: left, y, width, height } = plot.axis;
  horizontal(pen, y, left, left + width, palette.line);
  pen.font = palette.font(11);
  for (const { ms, x } of axis.ticks) {
    const label = axis.label(ms);
    const half = pen.measureText(label).width / 2;
    if (x - half < left - 20 || x + half > plot.width) continue;
    write(pen, label, x, y + height / 2 + 2, palette.quiet, 'center');
  }
}
