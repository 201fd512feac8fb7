/** The samples of one series, by time. */
export interface SampleHistory {
  /** Unix milliseconds, ascending, without repetition. */
  readonly timesMs: readonly number[];
  readonly values: readonly number[];
  /** @returns whether an old sample had to go */
  add(timeMs: number, value: number): boolean;
}

/** Old samples go in blocks of this share of the limit, so that dropping costs little per sample. */
const BLOCK = 0.1;

export function sampleHistory(limit: number): SampleHistory {
  const timesMs: number[] = [];
  const values: number[] = [];
  const most = Math.max(limit, Math.ceil(limit * (1 + BLOCK)));
  return {
    timesMs,
    values,
    add(timeMs, value) {
      const at = indexAfter(timesMs, timeMs);
      if (timesMs[at - 1] === timeMs) {
        values[at - 1] = value;
        return false;
      }
      timesMs.splice(at, 0, timeMs);
      values.splice(at, 0, value);
      if (timesMs.length <= most) {
        return false;
      }
      timesMs.splice(0, timesMs.length - limit);
      values.splice(0, values.length - limit);
      return true;
    },
  };
}

/** How many of the ascending times are at or before `timeMs`. */
export function indexAfter(timesMs: readonly number[], timeMs: number): number {
  let low = 0;
  let high = timesMs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((timesMs[middle] ?? Infinity) <= timeMs) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
