import type { TimeScale } from './time-scale';
import { xOfMs } from './time-scale';

export interface TimeTick {
  readonly ms: number;
  readonly x: number;
}

export interface TimeTicks {
  readonly stepMs: number;
  readonly ticks: readonly TimeTick[];
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const STEPS_MS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500,
  SECOND, 2 * SECOND, 5 * SECOND, 10 * SECOND, 15 * SECOND, 30 * SECOND,
  MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE,
  HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR,
  DAY, 2 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 90 * DAY, 365 * DAY,
]; // prettier-ignore

/** Ticks at round times of the dashboard's zone. `offsetMs`: of the zone from UTC at the view's start. */
export function timeTicks(scale: TimeScale, minSpacingPx: number, offsetMs: number): TimeTicks {
  const msPerPx = (scale.toMs - scale.fromMs) / Math.max(1, scale.width);
  const wanted = minSpacingPx * msPerPx;
  const stepMs = STEPS_MS.find((step) => step >= wanted) ?? Math.ceil(wanted / DAY) * DAY;
  const ticks: TimeTick[] = [];
  const first = Math.ceil((scale.fromMs + offsetMs) / stepMs) * stepMs - offsetMs;
  for (let ms = first; ms <= scale.toMs; ms += stepMs) ticks.push({ ms, x: xOfMs(scale, ms) });
  return { stepMs, ticks };
}

/** Less is nothing: an axis for it would show noise. */
const SMALLEST = 1e-9;

/** From 0 up in steps of 1, 2 or 5 times a power of ten, the last at or above `max`; `whole` allows no fractions. */
export function valueTicks(max: number, count: number, whole: boolean): number[] {
  const top = max > SMALLEST && Number.isFinite(max) ? max : 1;
  const rough = top / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const nice = [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= rough * (1 - 1e-9));
  const step = whole ? Math.max(1, Math.ceil(nice ?? power * 10)) : (nice ?? power * 10);
  const steps = Math.ceil((top / step) * (1 - 1e-9));
  return Array.from({ length: Math.max(1, steps) + 1 }, (_, i) => Number((i * step).toPrecision(12)));
}
