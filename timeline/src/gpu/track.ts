import { forEachSample, medianSpacing } from '../read/index.js';
import type { Series } from '../series.js';

/** Values over time: `values[i]` at `timesS[i]`, Unix seconds, ascending, no time twice. */
export interface Track {
  readonly timesS: Float64Array;
  readonly values: Float64Array;
}

/**
 * The samples of a series for which `read` gives a number. Of two at one time the greater counts. The arrays of the
 * series itself where they are in order and `asItIs` says that every value is read as it is: samples of a day at 15 s are
 * 5,760 of each GPU.
 */
export function trackOf(
  series: Series,
  read: (value: number) => number,
  asItIs: (value: number) => boolean,
): Track {
  const { timesS: givenS, values: given } = series;
  if (givenS instanceof Float64Array && given instanceof Float64Array) {
    const track = { timesS: givenS, values: given };
    if (givenS.length === given.length && isAscending(givenS) && given.every(asItIs)) return track;
  }
  const count = Math.min(series.timesS.length, series.values.length);
  const timesS = new Float64Array(count);
  const values = new Float64Array(count);
  let length = 0;
  forEachSample(series, (timeS, value) => {
    const one = read(value);
    if (Number.isNaN(one)) return;
    timesS[length] = timeS;
    values[length++] = one;
  });
  return ascending({ timesS: timesS.subarray(0, length), values: values.subarray(0, length) });
}

/** By time; of equal times the greatest value. The same arrays where they already are. */
function ascending(track: Track): Track {
  const { timesS } = track;
  if (isAscending(timesS)) return track;
  const order = byTime(track);
  return pick(
    track,
    order.filter((at, i) => timesS[at] !== timesS[order[i + 1] ?? -1]),
  );
}

function isAscending(timesS: Float64Array): boolean {
  let beforeS = -Infinity;
  for (let i = 0; i < timesS.length; i++) {
    const timeS = timesS[i] ?? Number.NaN;
    if (!(timeS > beforeS && timeS < Infinity)) return false;
    beforeS = timeS;
  }
  return true;
}

/** Indices by time, then by value. */
function byTime({ timesS, values }: Track): number[] {
  return Array.from(timesS.keys()).sort(
    (a, b) => (timesS[a] ?? 0) - (timesS[b] ?? 0) || (values[a] ?? 0) - (values[b] ?? 0),
  );
}

export function pick({ timesS, values }: Track, indices: readonly number[]): Track {
  return {
    timesS: Float64Array.from(indices, (i) => timesS[i] ?? Number.NaN),
    values: Float64Array.from(indices, (i) => values[i] ?? Number.NaN),
  };
}

/** Of the distances so many have to be long before they are no holes but the way of sampling. */
const UNEVEN = 0.25;
/** A distance above the median is long, and far above it a hole. */
const LONG = 1.5;
const HOLE = 3;

/**
 * How far apart samples lie, seconds; NaN for fewer than two. The median, as it does not mind holes. Where a scrape
 * every 30 s is looked at every 20 s, one step in three is empty and distances of 20 and 40 s take turns: then the mean
 * of those that are no holes.
 */
export function spacingOf(timesS: Float64Array): number {
  const median = medianSpacing(timesS);
  let sumS = 0;
  let count = 0;
  let long = 0;
  for (let i = 1; i < timesS.length; i++) {
    const distanceS = (timesS[i] ?? 0) - (timesS[i - 1] ?? 0);
    if (distanceS > HOLE * median) continue;
    sumS += distanceS;
    count++;
    if (distanceS > LONG * median) long++;
  }
  return long > UNEVEN * count ? sumS / count : median;
}

/** Clocks jitter: two scrapers half a spacing apart leave no room for a third sample. */
const ROOM = 0.51;

/**
 * The same thing told by several scrapers, or by one after the other: the fullest track, its holes filled from the
 * others. Taking both of a pair in turns would halve the spacing and mix what one of them saw earlier.
 */
export function oneOf(tracks: readonly Track[]): Track {
  const [fullest, ...others] = tracks
    .toSorted(fullestFirst)
    .filter((track, i, all) => i === 0 || fullestFirst(track, all[i - 1] ?? track) !== 0);
  if (!fullest) return { timesS: new Float64Array(0), values: new Float64Array(0) };
  return others.reduce((track, other) => filled(track, other), fullest);
}

function fullestFirst(a: Track, b: Track): number {
  return b.timesS.length - a.timesS.length || compare(a.timesS, b.timesS) || compare(a.values, b.values);
}

function compare(a: Float64Array, b: Float64Array): number {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

function filled(track: Track, other: Track): Track {
  const spacingS = spacingOf(track.timesS);
  const roomS = spacingS > 0 ? ROOM * spacingS : 0;
  const { timesS } = track;
  const fitting: number[] = [];
  let next = 0;
  let lastS = -Infinity;
  other.timesS.forEach((timeS, i) => {
    while (next < timesS.length && (timesS[next] ?? 0) < timeS) next++;
    const sinceS = timeS - Math.max(lastS, timesS[next - 1] ?? -Infinity);
    const untilS = (timesS[next] ?? Infinity) - timeS;
    if (sinceS <= roomS || untilS <= roomS) return;
    fitting.push(i);
    lastS = timeS;
  });
  return fitting.length === 0 ? track : union([track, pick(other, fitting)]);
}

/** All samples by time. */
function union(tracks: readonly Track[]): Track {
  const all = {
    timesS: Float64Array.from(tracks.flatMap(({ timesS }) => [...timesS])),
    values: Float64Array.from(tracks.flatMap(({ values }) => [...values])),
  };
  return pick(all, byTime(all));
}

/** Tracks of parts of one GPU as one: of samples closer than half the spacing the greatest counts. */
export function greatestOf(parts: readonly Track[]): Track {
  return joined(parts, Math.max);
}

/** The same with the least. */
export function leastOf(parts: readonly Track[]): Track {
  return joined(parts, Math.min);
}

function joined(parts: readonly Track[], join: (a: number, b: number) => number): Track {
  const [only] = parts;
  if (only && parts.length === 1) return only;
  const spacings = parts.map(({ timesS }) => spacingOf(timesS)).filter((spacingS) => spacingS > 0);
  const apartS = Math.max(0, ...spacings) / 2;
  const all = union(parts);
  const timesS: number[] = [];
  const values: number[] = [];
  all.timesS.forEach((timeS, i) => {
    const value = all.values[i] ?? Number.NaN;
    const last = timesS.length - 1;
    const sinceS = timeS - (timesS[last] ?? -Infinity);
    if (sinceS === 0 || sinceS < apartS) values[last] = join(values[last] ?? value, value);
    else {
      timesS.push(timeS);
      values.push(value);
    }
  });
  return { timesS: Float64Array.from(timesS), values: Float64Array.from(values) };
}

/** Tracks of parts of one GPU as one: their sum at each moment at which all of them tell something. */
export function sumOf(parts: readonly Track[]): Track {
  const [first, ...others] = parts;
  if (!first) return { timesS: new Float64Array(0), values: new Float64Array(0) };
  const at = others.map(
    ({ timesS, values }) => new Map(Array.from(timesS, (timeS, i) => [timeS, values[i] ?? 0])),
  );
  const shared = Array.from(first.timesS.keys()).filter((i) =>
    at.every((one) => one.has(first.timesS[i] ?? 0)),
  );
  const { timesS, values } = pick(first, shared);
  return {
    timesS,
    values: values.map((value, i) => at.reduce((sum, one) => sum + (one.get(timesS[i] ?? 0) ?? 0), value)),
  };
}

/** The first index whose time is not before `atS`; the length where none is. */
export function indexAt(timesS: Float64Array, atS: number): number {
  let low = 0;
  let high = timesS.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((timesS[middle] ?? 0) < atS) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first index whose time is after `atS`; the length where none is. */
export function indexAfter(timesS: Float64Array, atS: number): number {
  const at = indexAt(timesS, atS);
  return timesS[at] === atS ? at + 1 : at;
}
