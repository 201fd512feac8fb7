import type { Source } from '../model.js';
import type { Notes } from '../notes/index.js';
import { forEachSample, medianSpacing, type Reading } from '../read/index.js';
import type { GpuActivity } from '../signals/index.js';
import { repeatsOf } from './repeats.js';

/** What the samples of one GPU say while it belonged to a pod. */
export interface GpuSamples {
  readonly id: string;
  readonly name: string;
  /** Product name of the GPU; empty where no label tells. */
  readonly product: string;
  readonly container: string;
  /** Ascending, no time twice. */
  readonly timesS: readonly number[];
  /** 0..1, one per time: how busy it was over the interval that ends there. */
  readonly ratios: readonly number[];
  /** Distance of its measurements; NaN where there is a single sample. */
  readonly spacingS: number;
  /** How many samples in a row tell one measurement: 1, unless it is read more often than it is taken. */
  readonly repeats: number;
  /** See `GpuActivity.speaksForS`. */
  readonly speaksForS: GpuActivity['speaksForS'];
  /** Who took the samples: those of one exporter are taken together. */
  readonly exporter: string;
  readonly metric: string;
  readonly source: Source;
  readonly simulated: boolean;
}

interface Sampled {
  readonly reading: Reading;
  readonly meaning: GpuActivity;
  readonly timesS: readonly number[];
  readonly ratios: readonly number[];
}

/** Rounding may carry a mean a little above 1; what is further off is a blank value of DCGM or nonsense. */
const MAX_RATIO = 1.05;

/** The GPUs of each pod, by `podKey`, each once: whatever series, scrapers or fields speak of it. */
export function readGpus(readings: readonly Reading[], notes: Notes): Map<string, GpuSamples[]> {
  const pods = new Map<string, Map<string, Sampled[]>>();
  for (const reading of readings) {
    const { meaning } = reading.signal;
    if (meaning.kind !== 'gpu_activity' || !reading.who.pod) continue;
    const sampled = sample(reading, meaning, notes);
    if (sampled.timesS.length === 0) continue;
    const key = podKey(reading.who);
    const gpus = pods.get(key) ?? new Map<string, Sampled[]>();
    pods.set(key, gpus);
    const id = gpuId(reading.series.labels);
    gpus.set(id, [...(gpus.get(id) ?? []), sampled]);
  }
  const told = [...pods].map(
    ([key, gpus]) => [key, [...gpus].sort(byKey).map(([id, all]) => oneGpu(id, all))] as const,
  );
  const repeats = repeatsOf(told.flatMap(([, gpus]) => gpus));
  return new Map(
    told.map(([key, gpus]) => [
      key,
      gpus.map((gpu) => ({ ...gpu, repeats, spacingS: gpu.spacingS * repeats })),
    ]),
  );
}

export function podKey(who: { readonly namespace: string; readonly pod: string }): string {
  return JSON.stringify([who.namespace, who.pod]);
}

function byKey(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : 1;
}

function gpuId(labels: Readonly<Record<string, string>>): string {
  const device = labels['UUID'] ?? labels['hw_id'] ?? labels['device'] ?? labels['gpu'] ?? '';
  const instance = labels['GPU_I_ID'];
  return instance ? `${device}/${instance}` : device;
}

function gpuName(labels: Readonly<Record<string, string>>): string {
  const index = labels['gpu'] ? `GPU ${labels['gpu']}` : (labels['device'] ?? 'GPU');
  return [index, productOf(labels), labels['GPU_I_PROFILE']].filter(Boolean).join(' ');
}

function productOf(labels: Readonly<Record<string, string>>): string {
  return labels['modelName'] ?? labels['hw_name'] ?? '';
}

function exporterOf(series: readonly Sampled[]): string {
  const names = series.map(
    ({ reading: { series: one } }) => one.labels['instance'] ?? one.labels['Hostname'] ?? '',
  );
  return names.sort()[0] ?? '';
}

function sample(reading: Reading, meaning: GpuActivity, notes: Notes): Sampled {
  const { signal, series, who } = reading;
  const timesS: number[] = [];
  const ratios: number[] = [];
  forEachSample(series, (timeS, value) => {
    const ratio = value * meaning.scale;
    if (ratio >= 0 && ratio <= MAX_RATIO) {
      timesS.push(timeS);
      ratios.push(Math.min(ratio, 1));
      return;
    }
    notes.add(
      'ignored',
      `activity ${signal.metric}`,
      who.pod,
      (pods) => `A value of ${signal.metric} of pod ${pods} is out of range: taken as no sample.`,
    );
  });
  return { reading, meaning, ...ascending(timesS, ratios) };
}

function oneGpu(id: string, all: readonly Sampled[]): GpuSamples {
  const rank = Math.min(...all.map(({ meaning }) => meaning.rank));
  const chosen = all.filter(({ meaning }) => meaning.rank === rank);
  const merged = merge(chosen);
  const names = all.map(({ reading }) => gpuName(reading.series.labels)).sort();
  const containers = all.map(({ reading }) => reading.who.container).sort();
  return {
    id,
    name: names.at(-1) ?? id,
    product: all.map(({ reading }) => productOf(reading.series.labels)).find((name) => name !== '') ?? '',
    container: containers.at(-1) ?? '',
    ...merged,
    spacingS: medianSpacing(merged.timesS),
    repeats: 1,
    speaksForS: chosen[0]?.meaning.speaksForS ?? 'interval',
    exporter: exporterOf(chosen),
    metric: chosen[0]?.reading.signal.metric ?? '',
    source: chosen[0]?.reading.signal.source ?? 'dcgm-exporter',
    simulated: all.some(({ reading }) => reading.series.labels['simulated'] === 'true'),
  };
}

interface Ratios {
  readonly timesS: readonly number[];
  readonly ratios: readonly number[];
}

/**
 * Samples of all series of one GPU as one. Two scrapers of a pair tell the same twice, a little apart: a sample closer
 * than half the spacing to the one kept before it is the same one, and the busier of them counts.
 */
function merge(series: readonly Ratios[]): Ratios {
  const spacings = series.map(({ timesS }) => medianSpacing(timesS)).filter((spacingS) => spacingS > 0);
  const apartS = Math.max(0, ...spacings) / 2;
  const [only] = series;
  const all =
    only && series.length === 1
      ? only
      : ascending(
          series.flatMap(({ timesS }) => timesS),
          series.flatMap(({ ratios }) => ratios),
        );
  const timesS: number[] = [];
  const ratios: number[] = [];
  for (let i = 0; i < all.timesS.length; i++) {
    const timeS = all.timesS[i] ?? Number.NaN;
    const ratio = all.ratios[i] ?? Number.NaN;
    const last = timesS.length - 1;
    const sinceS = timeS - (timesS[last] ?? -Infinity);
    if (sinceS === 0 || sinceS < apartS) ratios[last] = Math.max(ratios[last] ?? 0, ratio);
    else {
      timesS.push(timeS);
      ratios.push(ratio);
    }
  }
  return { timesS, ratios };
}

/** Both arrays by time, then by ratio; the same arrays where they already are. */
function ascending(timesS: readonly number[], ratios: readonly number[]): Ratios {
  const compare = (a: number, b: number): number =>
    (timesS[a] ?? 0) - (timesS[b] ?? 0) || (ratios[a] ?? 0) - (ratios[b] ?? 0);
  if (timesS.every((_, i) => i === 0 || compare(i - 1, i) <= 0)) return { timesS, ratios };
  const order = timesS.map((_, i) => i).sort(compare);
  return { timesS: order.map((i) => timesS[i] ?? 0), ratios: order.map((i) => ratios[i] ?? 0) };
}
