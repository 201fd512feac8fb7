import { pick, type Track } from './track.js';

/** What of a GPU's samples shows how often it is measured. Times ascend. */
export interface Repeating {
  readonly exporter: string;
  readonly timesS: ArrayLike<number>;
  readonly ratios: ArrayLike<number>;
  readonly spacingS: number;
}

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

/**
 * How many samples in a row tell one and the same measurement, a number from 1. An exporter that measures every 30 s and
 * is read every 15 s tells each value twice: its values then change after two samples, four, six, never after one or
 * three. Read every 20 s it tells one value once and the next twice, 1.5 times. The values of all GPUs of an exporter
 * are taken together, as they are measured together, and the distances of all exporters, as they are set up alike.
 * Where too few values change to tell, it is 1.
 */
export function repeatsOf(gpus: readonly Repeating[]): number {
  const changes = [...byExporter(gpus).values()].map((same) => changesOf(same, gridOf(same)));
  const distances = changes.flatMap((ascending) =>
    ascending.slice(1).map((at, i) => at - (ascending[i] ?? at)),
  );
  if (distances.length < MIN_DISTANCES) return 1;
  // Of multiples of a number, none is less than it.
  const few = Math.floor(distances.length * (1 - MOST));
  const greatest = distances.toSorted((a, b) => a - b)[few] ?? 1;
  for (let repeats = greatest; repeats > 1; repeats--) {
    const fitting = distances.filter((distance) => distance % repeats === 0);
    if (fitting.length >= MOST * distances.length) return repeats;
  }
  return unevenRepeats(changes);
}

/** The first of the uneven patterns that the changes keep to, too well for chance; 1 where there is none. */
function unevenRepeats(changes: readonly (readonly number[])[]): number {
  const count = changes.reduce((sum, { length }) => sum + length, 0);
  for (const [readings, measurements] of UNEVEN) {
    const repeats = readings / measurements;
    const fitting = changes.reduce((sum, one) => sum + bestPhase(one, repeats).fitting, 0);
    // Of readings that follow no pattern, 1 / repeats are the first of a measurement, in the best of some phases.
    const surprise = count * Math.log(repeats) - changes.length * Math.log(readings);
    if (fitting >= MOST * count && surprise >= Math.log(CHANCE)) return repeats;
  }
  return 1;
}

/**
 * Keeps one sample of each measurement: when it was read first, with the value that was read last, as a reading may
 * fall on the wrong side of the measurement.
 */
export function measurementsOf<Gpu extends Repeating & Track>(
  gpus: readonly Gpu[],
  repeats: number,
): Map<Gpu, Track> {
  const kept = new Map<Gpu, Track>();
  for (const same of byExporter(gpus).values()) {
    const grid = gridOf(same);
    const { phase } = bestPhase(changesOf(same, grid), repeats);
    for (const gpu of same) kept.set(gpu, collapse(gpu, grid, repeats, phase));
  }
  return kept;
}

function collapse(track: Track, grid: Grid, repeats: number, phase: number): Track {
  const first: number[] = [];
  const last: number[] = [];
  let before = Number.NaN;
  track.timesS.forEach((timeS, i) => {
    const measurement = Math.floor((readingAt(timeS, grid) - phase) / repeats);
    if (measurement === before) last[last.length - 1] = i;
    else {
      first.push(i);
      last.push(i);
    }
    before = measurement;
  });
  return { timesS: pick(track, first).timesS, values: pick(track, last).values };
}

function byExporter<Gpu extends Repeating>(gpus: readonly Gpu[]): Map<string, Gpu[]> {
  const exporters = new Map<string, Gpu[]>();
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
  return {
    firstS: Math.min(...gpus.map(({ timesS }) => timesS[0] ?? Infinity)),
    apartS: Math.min(Infinity, ...gpus.map(({ spacingS }) => spacingS).filter((spacingS) => spacingS > 0)),
  };
}

function readingAt(timeS: number, { firstS, apartS }: Grid): number {
  return Math.round((timeS - firstS) / apartS);
}

/** The readings of an exporter at which any value of it changed, ascending. */
function changesOf(gpus: readonly Repeating[], grid: Grid): number[] {
  const changes = new Set<number>();
  for (const { timesS, ratios } of gpus) {
    let before = Number.NaN;
    for (let i = 0; i < timesS.length; i++) {
      const at = readingAt(timesS[i] ?? Number.NaN, grid);
      // After a missing sample nobody knows when the value changed.
      if (at === before + 1 && ratios[i] !== ratios[i - 1]) changes.add(at);
      before = at;
    }
  }
  return [...changes].sort((a, b) => a - b);
}

/** Measurements fall on `phase + n * repeats` readings: where most changes are the first reading after one. */
function bestPhase(changes: readonly number[], repeats: number): { phase: number; fitting: number } {
  const [readings, measurements] = UNEVEN.find(([all, some]) => all / some === repeats) ?? [repeats, 1];
  let best = { phase: 0, fitting: -1 };
  for (let j = 0; j < readings; j++) {
    const phase = j / measurements;
    const order = (reading: number): number => Math.floor((reading - phase) / repeats);
    const fitting = changes.filter((at) => order(at) !== order(at - 1)).length;
    if (fitting > best.fitting) best = { phase, fitting };
  }
  return best;
}
