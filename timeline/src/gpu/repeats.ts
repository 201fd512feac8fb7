/** What of a GPU's samples shows how often it is measured. Times ascend. */
export interface Repeating {
  readonly exporter: string;
  readonly timesS: ArrayLike<number>;
  readonly ratios: ArrayLike<number>;
  readonly spacingS: number;
}

/** How often each distance, counted in samples, lies from one change of a value to the next. */
export type Distances = ReadonlyMap<number, number>;

/** With fewer distances between changes, a pattern in them may be chance. */
const MIN_DISTANCES = 8;

/** Of the distances: so many have to fit, as a reading now and then falls on the other side of a measurement. */
const MOST = 0.9;

/**
 * How many samples in a row tell one and the same measurement, a whole number from 1. An exporter that measures every
 * 30 s and is read every 15 s tells each value twice: its values then change after two samples, four, six, never after
 * one or three. The values of all GPUs of an exporter are taken together, as they are measured together, and the
 * distances of all exporters, as they are set up alike. Where too few values change to tell, it is 1.
 */
export function repeatsOf(gpus: Iterable<Repeating>): number {
  return repeatsAmong([...byExporter(gpus).values()].map(distancesOfChanges));
}

export function byExporter<Some extends Pick<Repeating, 'exporter'>>(
  gpus: Iterable<Some>,
): Map<string, Some[]> {
  const exporters = new Map<string, Some[]>();
  for (const gpu of gpus) {
    const same = exporters.get(gpu.exporter);
    if (same) same.push(gpu);
    else exporters.set(gpu.exporter, [gpu]);
  }
  return exporters;
}

/** The same from the distances of each exporter. */
export function repeatsAmong(exporters: Iterable<Distances>): number {
  const distances = new Map<number, number>();
  let count = 0;
  for (const one of exporters) {
    for (const [distance, times] of one) {
      distances.set(distance, (distances.get(distance) ?? 0) + times);
      count += times;
    }
  }
  if (count < MIN_DISTANCES) return 1;
  // Of multiples of a number, none is less than it.
  for (let repeats = distanceAt(distances, Math.floor(count * (1 - MOST))); repeats > 1; repeats--) {
    let fitting = 0;
    for (const [distance, times] of distances) if (distance % repeats === 0) fitting += times;
    if (fitting >= MOST * count) return repeats;
  }
  return 1;
}

/** The distance at a place, from 0, among all in ascending order. */
function distanceAt(distances: Distances, place: number): number {
  let passed = 0;
  for (const [distance, times] of [...distances].sort((a, b) => a[0] - b[0])) {
    passed += times;
    if (passed > place) return distance;
  }
  return 1;
}

/** How many samples lie from one change of any value of an exporter to the next. */
export function distancesOfChanges(gpus: readonly Repeating[]): Distances {
  let apartS = Infinity;
  let firstS = Infinity;
  let lastS = -Infinity;
  for (const { spacingS, timesS } of gpus) {
    if (spacingS > 0 && spacingS < apartS) apartS = spacingS;
    firstS = Math.min(firstS, timesS[0] ?? Infinity);
    lastS = Math.max(lastS, timesS[timesS.length - 1] ?? -Infinity);
  }
  const distances = new Map<number, number>();
  if (apartS === Infinity) return distances;
  const changes = changesOf(gpus, firstS, apartS, Math.round((lastS - firstS) / apartS) + 1);
  for (let i = 1; i < changes.length; i++) {
    const distance = (changes[i] ?? 0) - (changes[i - 1] ?? 0);
    distances.set(distance, (distances.get(distance) ?? 0) + 1);
  }
  return distances;
}

/** With more places than this for samples, e.g. where clocks are wrong, they are not laid out one by one. */
const MOST_PLACES = 1e6;

/** The places, counted in samples from the first one, at which any value changes; ascending. */
function changesOf(
  gpus: readonly Repeating[],
  firstS: number,
  apartS: number,
  places: number,
): ArrayLike<number> {
  if (places > MOST_PLACES) {
    const sparse = new Set<number>();
    for (const gpu of gpus) forEachChange(gpu, firstS, apartS, (at) => sparse.add(at));
    return Float64Array.from(sparse).sort();
  }
  const changed = new Uint8Array(places);
  for (const gpu of gpus) forEachChange(gpu, firstS, apartS, (at) => (changed[at] = 1));
  const changes: number[] = [];
  changed.forEach((one, at) => {
    if (one === 1) changes.push(at);
  });
  return changes;
}

function forEachChange(
  { timesS, ratios }: Repeating,
  firstS: number,
  apartS: number,
  visit: (at: number) => unknown,
): void {
  let before = Number.NaN;
  for (let i = 0; i < timesS.length; i++) {
    const at = Math.round(((timesS[i] ?? Number.NaN) - firstS) / apartS);
    // After a missing sample nobody knows when the value changed.
    if (at === before + 1 && ratios[i] !== ratios[i - 1]) visit(at);
    before = at;
  }
}
