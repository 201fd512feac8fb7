import { pick, type Track } from './track.js';

/** What of a GPU's samples shows how often it is measured. Times ascend. */
export interface Repeating {
  readonly exporter: string;
  readonly timesS: ArrayLike<number>;
  readonly ratios: ArrayLike<number>;
  readonly spacingS: number;
}

/** The readings of an exporter, counted from its first, at which any value of it changed; ascending. */
export type Changes = Float64Array;

/** With fewer distances between changes, a pattern in them may be chance. */
const MIN_DISTANCES = 8;

/** Of the distances: so many have to fit, as a reading now and then falls on the other side of a measurement. */
const MOST = 0.9;

/** Readings per measurement where measurements do not fall in step with readings, as `[readings, measurements]`. */
const UNEVEN = [
  [5, 2],
  [5, 3],
  [3, 2],
  [4, 3],
] as const;

/** A pattern that would come about by chance less often than once in so many times is none. */
const CHANCE = 1000;

/** What the changes of one exporter say of how often it measures. */
export interface Pattern {
  readonly changes: Changes;
  /** How often each distance lies between two changes that follow each other. */
  readonly distances: ReadonlyMap<number, number>;
  /** How many changes keep to each uneven pattern, in its best phase. */
  readonly fitting: () => readonly number[];
}

export function patternOf(gpus: readonly Repeating[]): Pattern {
  const changes = changesOf(gpus);
  const distances = new Map<number, number>();
  for (let i = 1; i < changes.length; i++) {
    const distance = (changes[i] ?? 0) - (changes[i - 1] ?? 0);
    distances.set(distance, (distances.get(distance) ?? 0) + 1);
  }
  let fitting: readonly number[] | null = null;
  return {
    changes,
    distances,
    fitting: () => (fitting ??= UNEVEN.map(([all, some]) => bestPhase(changes, all / some).fitting)),
  };
}

/**
 * How many samples in a row tell one and the same measurement, a number from 1. An exporter that measures every 30 s and
 * is read every 15 s tells each value twice: its values then change after two samples, four, six, never after one or
 * three. Read every 20 s it tells one value once and the next twice, 1.5 times. The values of all GPUs of an exporter
 * are taken together, as they are measured together, and the distances of all exporters, as they are set up alike.
 * Where too few values change to tell, it is 1. `exporters`: the pattern of each.
 */
export function repeatsAmong(exporters: readonly Pattern[]): number {
  const distances = new Map<number, number>();
  let count = 0;
  for (const one of exporters) {
    for (const [distance, times] of one.distances) {
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
  return unevenRepeats(exporters);
}

/** The distance at a place, from 0, among all in ascending order. */
function distanceAt(distances: ReadonlyMap<number, number>, place: number): number {
  let passed = 0;
  for (const [distance, times] of [...distances].sort((a, b) => a[0] - b[0])) {
    passed += times;
    if (passed > place) return distance;
  }
  return 1;
}

/** The first of the uneven patterns that the changes keep to, too well for chance; 1 where there is none. */
function unevenRepeats(exporters: readonly Pattern[]): number {
  const count = exporters.reduce((sum, { changes }) => sum + changes.length, 0);
  for (const [i, [readings, measurements]] of UNEVEN.entries()) {
    const repeats = readings / measurements;
    const fitting = exporters.reduce((sum, one) => sum + (one.fitting()[i] ?? 0), 0);
    // Of readings that follow no pattern, 1 / repeats are the first of a measurement, in the best of some phases.
    const surprise = count * Math.log(repeats) - exporters.length * Math.log(readings);
    if (fitting >= MOST * count && surprise >= Math.log(CHANCE)) return repeats;
  }
  return 1;
}

/** Measurements of an exporter fall on `phase + n * repeats` of its readings. */
export interface Rhythm extends Grid {
  readonly repeats: number;
  readonly phase: number;
}

/** When an exporter measures, by the readings of all its GPUs. */
export function rhythmOf(gpus: readonly Repeating[], repeats: number, changes = changesOf(gpus)): Rhythm {
  return { ...gridOf(gpus), repeats, phase: bestPhase(changes, repeats).phase };
}

/**
 * Keeps one sample of each measurement: when it was read first, with the value that was read last, as a reading may
 * fall on the wrong side of the measurement.
 */
export function measurementsOf(track: Track, rhythm: Rhythm): Track {
  const first: number[] = [];
  const last: number[] = [];
  let before = Number.NaN;
  track.timesS.forEach((timeS, i) => {
    const measurement = Math.floor((readingAt(timeS, rhythm) - rhythm.phase) / rhythm.repeats);
    if (measurement === before) last[last.length - 1] = i;
    else {
      first.push(i);
      last.push(i);
    }
    before = measurement;
  });
  return { timesS: pick(track, first).timesS, values: pick(track, last).values };
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

/** The moments at which an exporter is read. */
interface Grid {
  readonly firstS: number;
  /** Infinity where no GPU of it has two samples. */
  readonly apartS: number;
}

function gridOf(gpus: readonly Repeating[]): Grid {
  let firstS = Infinity;
  let apartS = Infinity;
  for (const { spacingS, timesS } of gpus) {
    if (spacingS > 0 && spacingS < apartS) apartS = spacingS;
    firstS = Math.min(firstS, timesS[0] ?? Infinity);
  }
  return { firstS, apartS };
}

function readingAt(timeS: number, { firstS, apartS }: Grid): number {
  return Math.round((timeS - firstS) / apartS);
}

export function changesOf(gpus: readonly Repeating[]): Changes {
  const grid = gridOf(gpus);
  const changes = new Set<number>();
  if (grid.apartS === Infinity) return new Float64Array(0);
  for (const { timesS, ratios } of gpus) {
    let before = Number.NaN;
    for (let i = 0; i < timesS.length; i++) {
      const at = readingAt(timesS[i] ?? Number.NaN, grid);
      // After a missing sample nobody knows when the value changed.
      if (at === before + 1 && ratios[i] !== ratios[i - 1]) changes.add(at);
      before = at;
    }
  }
  return Float64Array.from(changes).sort();
}

/** The phase of which most changes are the first reading after a measurement. */
function bestPhase(changes: Changes, repeats: number): { phase: number; fitting: number } {
  const [readings, measurements] = UNEVEN.find(([all, some]) => all / some === repeats) ?? [repeats, 1];
  let best = { phase: 0, fitting: -1 };
  for (let j = 0; j < readings; j++) {
    const phase = j / measurements;
    const order = (reading: number): number => Math.floor((reading - phase) / repeats);
    let fitting = 0;
    for (const at of changes) if (order(at) !== order(at - 1)) fitting++;
    if (fitting > best.fitting) best = { phase, fitting };
  }
  return best;
}
