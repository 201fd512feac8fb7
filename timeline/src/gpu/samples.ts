import type { Source } from '../model.js';
import type { GpuActivity } from '../signals/index.js';
import { withoutResets } from './energy.js';
import { frozenStretches, hangsAmong } from './frozen.js';
import { measurementsOf, type Rhythm } from './repeats.js';
import type { Neighbours, Stretch } from './sharing.js';
import { activityOfSeries, type Told, type ToldSeries } from './told.js';
import { greatestOf, indexAt, leastOf, oneOf, pick, spacingOf, sumOf, type Track } from './track.js';

export { podKey } from './told.js';

/** What the samples of one GPU say while it belonged to a pod. */
export interface GpuSamples {
  readonly id: string;
  /** See `Gpu.device`. */
  readonly device: string;
  readonly name: string;
  /** Product name of the GPU; empty where no label tells. */
  readonly product: string;
  readonly container: string;
  /** Ascending, no time twice; one per measurement. */
  readonly timesS: Float64Array;
  /** 0..1, one per time: how busy it was over the time that the sample speaks for. */
  readonly ratios: Float64Array;
  /** Distance of its measurements; NaN where there is a single sample. */
  readonly spacingS: number;
  /** How many samples in a row tell one measurement: 1, unless it is read more often than it is taken. */
  readonly repeats: number;
  /** See `GpuActivity.speaksForS`. */
  readonly speaksForS: GpuActivity['speaksForS'];
  /** See `GpuActivity.underMig`. */
  readonly underMig: boolean;
  /** Who took the samples: those of one exporter are taken together. */
  readonly exporter: string;
  readonly metric: string;
  readonly source: Source;
  readonly simulated: boolean;
  /** Who else holds it; null where nobody does. */
  readonly neighbours: Pick<Neighbours, 'pods' | 'perPod' | 'during'> | null;
  /** Bytes; null without a series. */
  readonly memory: Track | null;
  /** Joules, without resets; null without a series. */
  readonly energy: Track | null;
  /** Stretches in which the exporter hung and only repeated itself; the samples of all repeats are left out. */
  readonly frozen: readonly Stretch[];
}

/**
 * The GPUs of one pod as they were read, by id. A board that is split is no GPU of a pod; its instances are. `isSplit`:
 * whether a board is in MIG mode, where what is told of it as a whole says nothing about any instance.
 */
export function gpusOfPod(
  told: readonly Told[],
  shared: ReadonlyMap<Told, Neighbours>,
  isSplit: (board: string) => boolean,
): GpuSamples[] {
  const instances = new Set(told.filter(({ device }) => device.mig).map(({ device }) => device.board));
  return told
    .filter(({ device }) => device.mig || !instances.has(device.board))
    .sort(byDevice)
    .map((one) => oneGpu(one, shared.get(one), !one.device.mig && isSplit(one.device.board)));
}

/** A GPU with one sample per measurement, where several samples in a row tell the same one. */
export function measured(gpu: GpuSamples, rhythm: Rhythm | undefined): GpuSamples {
  if (!rhythm || rhythm.repeats === 1) return gpu;
  const { timesS, values } = measurementsOf({ timesS: gpu.timesS, values: gpu.ratios }, rhythm);
  const { repeats } = rhythm;
  return { ...gpu, timesS, ratios: values, repeats, spacingS: gpu.spacingS * repeats };
}

function byDevice(a: Told, b: Told): number {
  return a.device.id < b.device.id || (a.device.id === b.device.id && a.device.key < b.device.key) ? -1 : 1;
}

function oneGpu(told: Told, neighbours: Neighbours | undefined, isSplit: boolean): GpuSamples {
  const { device, devices, containers } = told;
  const chosen = isSplit ? [] : chosenField(neighbours?.perPod ? neighbours.own : told.activity);
  const first = chosen[0];
  const meaning = first ? activityOfSeries(first) : null;
  const energy = energyOf(told);
  const still = energy ? frozenStretches(energy) : [];
  const { timesS, values } = outside(activityTrack(chosen, neighbours), still);
  return {
    id: device.id,
    device: device.key,
    name:
      devices
        .map(({ name }) => name)
        .sort()
        .at(-1) ?? device.name,
    product:
      devices
        .map(({ product }) => product)
        .sort()
        .at(-1) ?? device.product,
    container: [...containers].sort().at(-1) ?? '',
    timesS,
    ratios: values,
    spacingS: spacingOf(timesS),
    repeats: 1,
    speaksForS: meaning?.speaksForS ?? 'interval',
    underMig: meaning?.underMig ?? false,
    exporter: exporterOf(chosen),
    metric: first?.reading.signal.metric ?? '',
    source: first?.reading.signal.source ?? 'dcgm-exporter',
    simulated: told.simulated,
    neighbours: neighbours ?? null,
    memory: memoryOf(told, first?.reading.signal.source),
    energy: energy && withoutResets(energy),
    frozen: energy ? hangsAmong(energy, still) : [],
  };
}

/** The series of the field that is read where several tell the activity of a GPU. */
function chosenField(series: readonly ToldSeries[]): ToldSeries[] {
  const rank = Math.min(...series.map((one) => activityOfSeries(one).rank));
  return series.filter((one) => activityOfSeries(one).rank === rank);
}

/**
 * Of a pod alone, where its series say that; else of the GPU as a whole, the busiest part of it. Where the exporter
 * names the pods that share a GPU in turns, each has only some of the samples: what the others have fills in, while the
 * pod is named.
 */
function activityTrack(chosen: readonly ToldSeries[], neighbours: Neighbours | undefined): Track {
  const parts = partsOf(chosen);
  if (neighbours?.perPod) return leastOf(parts);
  const own = greatestOf(parts);
  const metric = chosen[0]?.reading.signal.metric;
  const others = (neighbours?.others ?? []).filter(({ reading }) => reading.signal.metric === metric);
  if (others.length === 0) return own;
  const fromS = own.timesS[0] ?? Infinity;
  const toS = own.timesS.at(-1) ?? -Infinity;
  return oneOf([own, ...others.map(({ track }) => between(track, fromS, toS))]);
}

/** The track of each part: several series of one part are told by several scrapers. */
function partsOf(series: readonly ToldSeries[]): Track[] {
  const parts = new Map<string, Track[]>();
  for (const { part, track } of series) parts.set(part, [...(parts.get(part) ?? []), track]);
  return [...parts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, tracks]) => oneOf(tracks));
}

function between({ timesS, values }: Track, fromS: number, toS: number): Track {
  const [from, to] = [indexAt(timesS, fromS), indexAt(timesS, toS)];
  return { timesS: timesS.subarray(from, to), values: values.subarray(from, to) };
}

function outside(track: Track, stretches: readonly Stretch[]): Track {
  if (stretches.length === 0) return track;
  const kept = Array.from(track.timesS.keys()).filter((i) => {
    const timeS = track.timesS[i] ?? Number.NaN;
    return !stretches.some(({ startS, endS }) => timeS > startS && timeS <= endS);
  });
  return pick(track, kept);
}

/** Memory by the source of the activity, where it tells any; of a GPU as a whole, else the sum of its tiles. */
function memoryOf({ memory }: Told, source: Source | undefined): Track | null {
  const alike = memory.filter(({ reading }) => reading.signal.source === source);
  const told = alike.length > 0 ? alike : memory;
  const metric = told.map(({ reading }) => reading.signal.metric).sort()[0];
  const ofMetric = told.filter(({ reading }) => reading.signal.metric === metric);
  const tile = ({ reading }: ToldSeries): string => reading.series.labels['sub_dev'] ?? '';
  const whole = ofMetric.filter((one) => tile(one) === '');
  if (ofMetric.length === 0) return null;
  return whole.length > 0 ? greatestOf(partsOf(whole)) : sumOf(partsOf(ofMetric));
}

function energyOf({ energy }: Told): Track | null {
  const metric = energy.map(({ reading }) => reading.signal.metric).sort()[0];
  const told = energy.filter(({ reading }) => reading.signal.metric === metric);
  return told.length > 0 ? oneOf(told.map(({ track }) => track)) : null;
}

function exporterOf(series: readonly ToldSeries[]): string {
  const names = series.map(({ reading: { series: one, who } }) => one.labels['instance'] ?? who.node);
  return names.sort()[0] ?? '';
}
