import type { Notes } from '../notes/index.js';
import { forEachSample, medianSpacing, type Reading } from '../read/index.js';

/** What the samples of one GPU say while it belonged to a pod. */
export interface GpuSamples {
  readonly id: string;
  readonly name: string;
  readonly container: string;
  /** Ascending, no time twice. */
  readonly timesS: readonly number[];
  /** 0..1, one per time: how busy it was over the interval that ends there. */
  readonly ratios: readonly number[];
  /** Median distance of the samples; NaN for a single one. */
  readonly spacingS: number;
  readonly metric: string;
  readonly simulated: boolean;
}

interface Sampled {
  readonly reading: Reading;
  readonly rank: number;
  readonly samples: readonly (readonly [timeS: number, ratio: number])[];
}

/** Rounding may carry a mean a little above 1; what is further off is a blank value of DCGM or nonsense. */
const MAX_RATIO = 1.05;

/** The GPUs of each pod, by `podKey`, each once: whatever series, scrapers or fields speak of it. */
export function readGpus(readings: readonly Reading[], notes: Notes): Map<string, GpuSamples[]> {
  const pods = new Map<string, Map<string, Sampled[]>>();
  for (const reading of readings) {
    const { meaning } = reading.signal;
    if (meaning.kind !== 'gpu_activity' || !reading.who.pod) continue;
    const samples = ratiosOf(reading, meaning.scale, notes);
    if (samples.length === 0) continue;
    const key = podKey(reading.who);
    const gpus = pods.get(key) ?? new Map<string, Sampled[]>();
    pods.set(key, gpus);
    const id = gpuId(reading.series.labels);
    gpus.set(id, [...(gpus.get(id) ?? []), { reading, rank: meaning.rank, samples }]);
  }
  return new Map(
    [...pods].map(([key, gpus]) => [key, [...gpus].sort(byKey).map(([id, all]) => oneGpu(id, all))]),
  );
}

export function podKey(who: { readonly namespace: string; readonly pod: string }): string {
  return JSON.stringify([who.namespace, who.pod]);
}

function byKey(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : 1;
}

function gpuId(labels: Readonly<Record<string, string>>): string {
  const device = labels['UUID'] ?? labels['device'] ?? labels['gpu'] ?? '';
  const instance = labels['GPU_I_ID'];
  return instance ? `${device}/${instance}` : device;
}

function gpuName(labels: Readonly<Record<string, string>>): string {
  const index = labels['gpu'] ? `GPU ${labels['gpu']}` : (labels['device'] ?? 'GPU');
  return [index, labels['modelName'], labels['GPU_I_PROFILE']].filter(Boolean).join(' ');
}

function ratiosOf({ signal, series, who }: Reading, scale: number, notes: Notes): Sampled['samples'] {
  const samples: [number, number][] = [];
  forEachSample(series, (timeS, value) => {
    const ratio = value * scale;
    if (ratio >= 0 && ratio <= MAX_RATIO) samples.push([timeS, Math.min(ratio, 1)]);
    else {
      notes.add(
        'ignored',
        `activity ${signal.metric}`,
        who.pod,
        (pods) => `A value of ${signal.metric} of pod ${pods} is out of range: taken as no sample.`,
      );
    }
  });
  return samples;
}

function oneGpu(id: string, all: readonly Sampled[]): GpuSamples {
  const rank = Math.min(...all.map((sampled) => sampled.rank));
  const chosen = all.filter((sampled) => sampled.rank === rank);
  const spacings = chosen.map(({ samples }) =>
    medianSpacing(samples.map(([timeS]) => timeS).sort(ascending)),
  );
  const spacingS = Math.max(...spacings.filter((spacing) => spacing > 0));
  const merged = merge(
    chosen.flatMap(({ samples }) => samples),
    Number.isFinite(spacingS) ? spacingS : 0,
  );
  const timesS = merged.map(([timeS]) => timeS);
  const names = all.map(({ reading }) => gpuName(reading.series.labels)).sort();
  const containers = all.map(({ reading }) => reading.who.container).sort();
  return {
    id,
    name: names.at(-1) ?? id,
    container: containers.at(-1) ?? '',
    timesS,
    ratios: merged.map(([, ratio]) => ratio),
    spacingS: medianSpacing(timesS),
    metric: chosen[0]?.reading.signal.metric ?? '',
    simulated: all.some(({ reading }) => reading.series.labels['simulated'] === 'true'),
  };
}

const ascending = (a: number, b: number): number => a - b;

/**
 * Samples of all series of one GPU as one. Two scrapers of a pair tell the same twice, a little apart: a sample closer
 * than half the spacing to the one kept before it is the same one, and the busier of them counts.
 */
function merge(samples: readonly (readonly [number, number])[], spacingS: number): [number, number][] {
  const ordered = [...samples].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const merged: [number, number][] = [];
  for (const [timeS, ratio] of ordered) {
    const last = merged.at(-1);
    if (last && timeS - last[0] < spacingS / 2) last[1] = Math.max(last[1], ratio);
    else if (last && timeS === last[0]) last[1] = Math.max(last[1], ratio);
    else merged.push([timeS, ratio]);
  }
  return merged;
}
