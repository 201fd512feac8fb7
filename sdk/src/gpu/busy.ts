import type { GpuReading } from './reading.js';

interface Point {
  readonly atS: number;
  /** Busy seconds of all GPUs since the first sample. */
  readonly busyS: number;
  /** Seconds of the time since the first sample that samples speak for. */
  readonly knownS: number;
}

/** Samples of an hour at half a second; after that every other one goes. */
const MOST_POINTS = 7200;

/** A sample speaks for the time back to the one before it, but never for more than that many intervals. */
const REACH = 1.5;

/**
 * Utilisation times time, summed over GPUs, as it grows from sample to sample. What lies in a hole between samples is
 * unknown: it counts neither as busy nor as idle.
 */
export class BusyTime {
  private points: Point[] = [];

  constructor(private readonly intervalS: number) {}

  /** Takes a sample; one that is not later than the last is left out. Unix seconds. */
  add(atS: number, readings: readonly GpuReading[]): void {
    const told = readings.flatMap(({ utilization }) => (utilization === null ? [] : [utilization]));
    const last = this.points.at(-1);
    if (told.length === 0 || (last !== undefined && atS <= last.atS)) {
      return;
    }
    if (last === undefined) {
      this.points.push({ atS, busyS: 0, knownS: 0 });
      return;
    }
    const known = Math.min(atS - last.atS, REACH * this.intervalS);
    if (known < atS - last.atS) {
      // The hole ends where the sample begins to speak.
      this.points.push({ ...last, atS: atS - known });
    }
    const busy = told.reduce((sum, utilization) => sum + utilization, 0) * known;
    this.points.push({ atS, busyS: last.busyS + busy, knownS: last.knownS + known });
    if (this.points.length > MOST_POINTS) {
      this.points = this.points.filter((_, index) => index % 2 === 0 || index === this.points.length - 1);
    }
  }

  /** Busy seconds in [startS, endS), summed over GPUs; `null` where no sample speaks for any of it. */
  within(startS: number, endS: number): number | null {
    const from = this.at(startS);
    const to = this.at(endS);
    if (from === null || to === null || to.knownS <= from.knownS) {
      return null;
    }
    return to.busyS - from.busyS;
  }

  /** The sums at a moment, straight between two points, flat before the first and after the last. */
  private at(atS: number): Point | null {
    const first = this.points[0];
    const last = this.points.at(-1);
    if (first === undefined || last === undefined) {
      return null;
    }
    if (atS <= first.atS) return first;
    if (atS >= last.atS) return last;
    let low = 0;
    let high = this.points.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.points[middle]?.atS ?? 0) <= atS) low = middle;
      else high = middle;
    }
    const a = this.points[low] ?? first;
    const b = this.points[high] ?? last;
    const share = (atS - a.atS) / (b.atS - a.atS);
    return {
      atS,
      busyS: a.busyS + (b.busyS - a.busyS) * share,
      knownS: a.knownS + (b.knownS - a.knownS) * share,
    };
  }
}
