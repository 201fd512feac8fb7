import type { Notes } from '../notes/index.js';
import type { Reading } from '../read/index.js';
import { isOfGpu, type GpuActivity, type Signal } from '../signals/index.js';
import { isBlank } from './blank.js';
import { deviceOf, type Device } from './device.js';
import { trackOf, type Track } from './track.js';

/** One series about a GPU that a pod holds. */
export interface ToldSeries {
  readonly reading: Reading;
  readonly track: Track;
  /** Series of one part are of the same thing; those of several are of several engines, tiles or slices of a GPU. */
  readonly part: string;
}

/** All that is told of one GPU while one pod holds it. */
export interface Told {
  readonly device: Device;
  /** `namespace/pod`. */
  readonly pod: string;
  readonly podKey: string;
  /** Product names and numbers as the series have them. */
  readonly devices: Device[];
  readonly containers: string[];
  readonly activity: ToldSeries[];
  readonly memory: ToldSeries[];
  readonly energy: ToldSeries[];
  /** A MIG instance whose activity is told by a field only that MIG does not have. */
  blind: boolean;
  simulated: boolean;
}

export function podKey(who: { readonly namespace: string; readonly pod: string }): string {
  return JSON.stringify([who.namespace, who.pod]);
}

/** Labels that tell the parts of a GPU apart. */
const PARTS = ['hw_gpu_task', 'type', 'sub_dev', 'vgpu'] as const;

/** What is told of each GPU of each pod. */
export function gather(readings: readonly Reading[], notes: Notes): Told[] {
  const told = new Map<string, Told>();
  for (const reading of readings) {
    const { signal, who, series } = reading;
    if (!isOfGpu(signal) || who.pod === '' || !isOfEngine(signal, series.labels)) continue;
    const device = deviceOf(reading);
    const key = JSON.stringify([podKey(who), device.key]);
    const one = told.get(key) ?? emptyTold(reading, device);
    told.set(key, one);
    addTo(one, reading, device, notes);
  }
  return [...told.values()].filter(({ activity, blind }) => activity.length > 0 || blind);
}

function emptyTold({ who }: Reading, device: Device): Told {
  return {
    device,
    pod: `${who.namespace}/${who.pod}`,
    podKey: podKey(who),
    devices: [],
    containers: [],
    activity: [],
    memory: [],
    energy: [],
    blind: false,
    simulated: false,
  };
}

function isOfEngine({ meaning }: Signal, labels: Readonly<Record<string, string>>): boolean {
  if (meaning.kind !== 'gpu_activity' || !meaning.only) return true;
  const value = labels[meaning.only.label];
  return value === undefined || value === '' || meaning.only.values.includes(value);
}

function addTo(told: Told, reading: Reading, device: Device, notes: Notes): void {
  const { signal, series, who } = reading;
  const { meaning } = signal;
  if (meaning.kind === 'gpu_activity' && device.mig && !meaning.underMig) {
    told.blind = true;
    return;
  }
  const plain = meaning.kind === 'gpu_activity' && meaning.scale === 1;
  const track = trackOf(
    series,
    (value) => readValue(reading, value, notes),
    (value) => plain && value >= 0 && value <= 1,
  );
  if (track.timesS.length === 0) return;
  const part = PARTS.map((label) => series.labels[label] ?? '').join('/');
  const of = { gpu_activity: told.activity, gpu_memory: told.memory, gpu_energy: told.energy };
  of[meaning.kind as keyof typeof of].push({ reading, track, part });
  told.devices.push(device);
  told.containers.push(who.container);
  if (series.labels['simulated'] === 'true') told.simulated = true;
}

/** Rounding may carry a mean a little above 1. */
const MAX_RATIO = 1.05;

/** Ratio, bytes or joules; NaN with a note for what is no such thing. */
function readValue({ signal, who }: Reading, value: number, notes: Notes): number {
  const { meaning } = signal;
  const blank = signal.source === 'dcgm-exporter' && isBlank(value);
  if (!blank && meaning.kind === 'gpu_activity') {
    const ratio = value * meaning.scale;
    if (ratio >= 0 && ratio <= MAX_RATIO) return Math.min(ratio, 1);
  }
  if (!blank && (meaning.kind === 'gpu_memory' || meaning.kind === 'gpu_energy') && value >= 0) {
    return value * meaning.scale;
  }
  const what = blank ? 'is blank, which is how DCGM says that it has none' : 'is out of range';
  notes.add(
    'ignored',
    `${what} ${signal.metric}`,
    who.pod,
    (pods) => `A value of ${signal.metric} of pod ${pods} ${what}: taken as no sample.`,
  );
  return Number.NaN;
}

/** The meaning of an activity series. */
export function activityOfSeries({ reading }: ToldSeries): GpuActivity {
  const { meaning } = reading.signal;
  if (meaning.kind !== 'gpu_activity') throw new TypeError(`${reading.signal.metric} tells no activity`);
  return meaning;
}
