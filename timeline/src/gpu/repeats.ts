/** What of a GPU's samples shows how often it is measured. Times ascend. */
export interface Repeating {
  readonly exporter: string;
  readonly timesS: readonly number[];
  readonly ratios: readonly number[];
  readonly spacingS: number;
}

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
export function repeatsOf(gpus: readonly Repeating[]): number {
  const exporters = new Map<string, Repeating[]>();
  for (const gpu of gpus) exporters.set(gpu.exporter, [...(exporters.get(gpu.exporter) ?? []), gpu]);
  const distances = [...exporters.values()].flatMap(distancesOfChanges);
  if (distances.length < MIN_DISTANCES) return 1;
  // Of multiples of a number, none is less than it.
  const few = Math.floor(distances.length * (1 - MOST));
  const greatest = distances.toSorted((a, b) => a - b)[few] ?? 1;
  for (let repeats = greatest; repeats > 1; repeats--) {
    const fitting = distances.filter((distance) => distance % repeats === 0);
    if (fitting.length >= MOST * distances.length) return repeats;
  }
  return 1;
}

/** How many samples lie from one change of any value of an exporter to the next. */
function distancesOfChanges(gpus: readonly Repeating[]): number[] {
  const apartS = Math.min(...gpus.map(({ spacingS }) => spacingS).filter((spacingS) => spacingS > 0));
  if (apartS === Infinity) return [];
  const firstS = Math.min(...gpus.map(({ timesS }) => timesS[0] ?? Infinity));
  const changes = new Set<number>();
  for (const { timesS, ratios } of gpus) {
    let before = Number.NaN;
    timesS.forEach((timeS, i) => {
      const at = Math.round((timeS - firstS) / apartS);
      // After a missing sample nobody knows when the value changed.
      if (at === before + 1 && ratios[i] !== ratios[i - 1]) changes.add(at);
      before = at;
    });
  }
  const sorted = [...changes].sort((a, b) => a - b);
  return sorted.slice(1).map((at, i) => at - (sorted[i] ?? at));
}
