import type { Source } from '../model.js';
import type { Notes } from '../notes/index.js';
import { forEachSample, medianSpacing, type Reading } from '../read/index.js';
import type { GpuActivity } from '../signals/index.js';

/** What the samples of one GPU say while it belonged to a pod. */
export interface GpuSamples {
  readonly id: string;
  readonly name: string;
  /** Product name of the GPU; empty where no label tells. */
  readonly product: string;
  readonly container: string;
  /** Ascending, no time twice. */
  readonly timesS: Float64Array;
  /** 0..1, one per time: how busy it was over the interval that ends there. */
  readonly ratios: Float64Array;
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

/** Samples of a day at 15 s are 5,760 of each GPU: as numbers in a row, and those of the series itself where they fit. */
interface Ratios {
  readonly timesS: Float64Array;
  readonly ratios: Float64Array;
}

interface Sampled extends Ratios {
  readonly reading: Reading;
  readonly meaning: GpuActivity;
}

/** Rounding may carry a mean a little above 1; what is further off is a blank value of DCGM or nonsense. */
const MAX_RATIO = 1.05;

/** The GPUs of one pod from what names it, by id, each once: whatever series, scrapers or fields speak of it. */
export function readGpus(readings: readonly Reading[], notes: Notes): GpuSamples[] {
  const gpus = new Map<string, Sampled[]>();
  for (const reading of readings) {
    const { meaning } = reading.signal;
    if (meaning.kind !== 'gpu_activity' || !reading.who.pod) continue;
    const sampled = sample(reading, meaning, notes);
    if (sampled.timesS.length === 0) continue;
    const id = gpuId(reading.series.labels);
    const same = gpus.get(id);
    if (same) same.push(sampled);
    else gpus.set(id, [sampled]);
  }
  return [...gpus].sort(byKey).map(([id, all]) => oneGpu(id, all));
}

/** A GPU as it was read, where each measurement is told `repeats` times. */
export function repeated(gpu: GpuSamples, repeats: number): GpuSamples {
  return repeats === 1 ? gpu : { ...gpu, repeats, spacingS: gpu.spacingS * repeats };
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
  const { timesS, values } = series;
  if (meaning.scale === 1 && timesS instanceof Float64Array && values instanceof Float64Array) {
    if (areRatiosInOrder(timesS, values)) return { reading, meaning, timesS, ratios: values };
  }
  const most = Math.min(timesS.length, values.length);
  const usedS = new Float64Array(most);
  const ratios = new Float64Array(most);
  let count = 0;
  forEachSample(series, (timeS, value) => {
    const ratio = value * meaning.scale;
    if (ratio >= 0 && ratio <= MAX_RATIO) {
      usedS[count] = timeS;
      ratios[count++] = Math.min(ratio, 1);
      return;
    }
    notes.add(
      'ignored',
      `activity ${signal.metric}`,
      who.pod,
      (pods) => `A value of ${signal.metric} of pod ${pods} is out of range: taken as no sample.`,
    );
  });
  return { reading, meaning, ...ascending(usedS.subarray(0, count), ratios.subarray(0, count)) };
}

/** Whether samples can be taken as they are: times that ascend, and a ratio at each. */
function areRatiosInOrder(timesS: Float64Array, values: Float64Array): boolean {
  let beforeS = -Infinity;
  for (let i = 0; i < timesS.length; i++) {
    const timeS = timesS[i] ?? Number.NaN;
    const value = values[i] ?? Number.NaN;
    if (!(timeS > beforeS && timeS < Infinity && value >= 0 && value <= 1)) return false;
    beforeS = timeS;
  }
  return timesS.length === values.length;
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

/**
 * Samples of all series of one GPU as one. Two scrapers of a pair tell the same twice, a little apart: a sample closer
 * than half the spacing to the one kept before it is the same one, and the busier of them counts.
 */
function merge(series: readonly Ratios[]): Ratios {
  const spacings = series.map(({ timesS }) => medianSpacing(timesS)).filter((spacingS) => spacingS > 0);
  const apartS = Math.max(0, ...spacings) / 2;
  const [only] = series;
  const all =
    only && series.length === 1 ? only : ascending(joined(series, 'timesS'), joined(series, 'ratios'));
  if (areApart(all.timesS, apartS)) return all;
  const timesS = new Float64Array(all.timesS.length);
  const ratios = new Float64Array(all.timesS.length);
  let count = 0;
  for (let i = 0; i < all.timesS.length; i++) {
    const timeS = all.timesS[i] ?? Number.NaN;
    const ratio = all.ratios[i] ?? Number.NaN;
    const last = count - 1;
    const sinceS = timeS - (count > 0 ? (timesS[last] ?? Number.NaN) : -Infinity);
    if (sinceS === 0 || sinceS < apartS) ratios[last] = Math.max(ratios[last] ?? 0, ratio);
    else {
      timesS[count] = timeS;
      ratios[count++] = ratio;
    }
  }
  return { timesS: timesS.subarray(0, count), ratios: ratios.subarray(0, count) };
}

/** Whether no two neighbours are one and the same sample. */
function areApart(ascendingS: Float64Array, apartS: number): boolean {
  for (let i = 1; i < ascendingS.length; i++) {
    const sinceS = (ascendingS[i] ?? 0) - (ascendingS[i - 1] ?? 0);
    if (sinceS === 0 || sinceS < apartS) return false;
  }
  return true;
}

function joined(series: readonly Ratios[], what: keyof Ratios): Float64Array {
  const all = new Float64Array(series.reduce((sum, { timesS }) => sum + timesS.length, 0));
  let at = 0;
  for (const one of series) {
    all.set(one[what], at);
    at += one[what].length;
  }
  return all;
}

/** Both arrays by time, then by ratio; the same arrays where they already are. */
function ascending(timesS: Float64Array, ratios: Float64Array): Ratios {
  const compare = (a: number, b: number): number =>
    (timesS[a] ?? 0) - (timesS[b] ?? 0) || (ratios[a] ?? 0) - (ratios[b] ?? 0);
  if (timesS.every((_, i) => i === 0 || compare(i - 1, i) <= 0)) return { timesS, ratios };
  const order = Uint32Array.from(timesS, (_, i) => i).sort(compare);
  return {
    timesS: Float64Array.from(order, (i) => timesS[i] ?? 0),
    ratios: Float64Array.from(order, (i) => ratios[i] ?? 0),
  };
}
