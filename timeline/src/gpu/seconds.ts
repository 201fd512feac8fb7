import type { Phase } from '@coldstart/conventions';
import type { ColdStart, Gap, Gpu } from '../model.js';
import { mostFirst, secondsUnder } from './gaps.js';

/** GPU-seconds of some cold starts, from allocation to ready. A GPU that several of them hold at once counts once. */
export interface GpuSeconds {
  readonly allocatedS: number;
  /** Of these: inside gaps, and busy for none of the pods that hold the GPU. */
  readonly idleS: number;
  /** Of these: nobody knows. */
  readonly unknownS: number;
  /** `idleS` by innermost phase, most first; null is unattributed. Pods that share an idle GPU share its seconds. */
  readonly under: Gap['under'];
  /** Cold starts that the sums are of, and those whose GPUs cannot be observed: they are in no sum. */
  readonly observed: number;
  readonly notObservable: number;
}

export type GpuSecondsKey = 'pod' | 'model' | 'node';

/** A cold start as far as it is asked here. */
export type GpuHolder = Pick<
  ColdStart,
  'namespace' | 'pod' | 'model' | 'node' | 'endS' | 'gpu' | 'segments' | 'phases'
>;

/** The sums for each pod (`namespace/pod`), model (`namespace/model`) or node, ascending; '' where it is not known. */
export function gpuSecondsBy(coldStarts: readonly GpuHolder[], key: GpuSecondsKey): Map<string, GpuSeconds> {
  const groups = new Map<string, GpuHolder[]>();
  for (const coldStart of coldStarts) {
    const name = nameOf(coldStart, key);
    const group = groups.get(name);
    if (group) group.push(coldStart);
    else groups.set(name, [coldStart]);
  }
  return new Map(
    [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, group]) => [name, gpuSeconds(group)]),
  );
}

function nameOf({ namespace, pod, model, node }: GpuHolder, key: GpuSecondsKey): string {
  if (key === 'node') return node;
  const name = key === 'pod' ? pod : model;
  return name === '' ? '' : `${namespace}/${name}`;
}

/** One GPU while one cold start holds it. */
interface Holding {
  readonly holder: GpuHolder;
  readonly gpu: Gpu;
  readonly gaps: readonly Gap[];
  /** Unix seconds: allocation, or the begin of a later attempt, to ready. */
  readonly startS: number;
  readonly endS: number;
}

interface Sums {
  allocatedS: number;
  idleS: number;
  unknownS: number;
  readonly under: Map<Phase | null, number>;
}

export function gpuSeconds(coldStarts: readonly GpuHolder[]): GpuSeconds {
  const sums: Sums = { allocatedS: 0, idleS: 0, unknownS: 0, under: new Map() };
  const devices = new Map<string, Holding[]>();
  let observed = 0;
  for (const holder of coldStarts) {
    const { gpu: report, endS } = holder;
    if (report.kind === 'not_observable') continue;
    observed++;
    let seenAllocatedS = 0;
    for (const gpu of report.gpus) {
      const startS = gpu.activity[0]?.startS ?? endS;
      const gaps = report.gaps.filter(({ gpuId }) => gpuId === gpu.id);
      const holding: Holding = { holder, gpu, gaps, startS, endS: Math.max(startS, endS) };
      seenAllocatedS += holding.endS - holding.startS;
      const holdings = devices.get(gpu.device);
      if (holdings) holdings.push(holding);
      else devices.set(gpu.device, [holding]);
    }
    // GPUs that the pod asks for and no series names.
    const unseenS = Math.max(0, report.allocatedGpuS - seenAllocatedS);
    sums.allocatedS += unseenS;
    sums.unknownS += unseenS;
  }
  for (const holdings of devices.values()) {
    for (const group of overlapping(holdings)) {
      const [only] = group;
      if (only && group.length === 1) addAlone(only, sums);
      else addDevice(group, sums);
    }
  }
  const { allocatedS, idleS, unknownS, under } = sums;
  return {
    allocatedS,
    idleS,
    unknownS,
    under: mostFirst(under),
    observed,
    notObservable: coldStarts.length - observed,
  };
}

/** Holdings of one GPU in groups that do not overlap in time. */
function overlapping(holdings: readonly Holding[]): Holding[][] {
  const groups: Holding[][] = [];
  let untilS = -Infinity;
  for (const holding of holdings.toSorted((a, b) => a.startS - b.startS)) {
    if (holding.startS < untilS) groups.at(-1)?.push(holding);
    else groups.push([holding]);
    untilS = Math.max(untilS, holding.endS);
  }
  return groups;
}

function addAlone({ gpu, gaps, startS, endS }: Holding, sums: Sums): void {
  sums.allocatedS += endS - startS;
  for (const stretch of gpu.activity) {
    if (stretch.state === 'unknown')
      sums.unknownS += Math.max(0, Math.min(stretch.endS, endS) - stretch.startS);
  }
  for (const { durationS, under } of gaps) {
    sums.idleS += durationS;
    for (const { phase, seconds } of under) sums.under.set(phase, (sums.under.get(phase) ?? 0) + seconds);
  }
}

function addDevice(holdings: readonly Holding[], sums: Sums): void {
  const borders = new Set<number>();
  for (const { gpu, gaps, startS, endS } of holdings) {
    for (const stretch of [{ startS, endS }, ...gpu.activity, ...gaps]) {
      for (const borderS of [stretch.startS, stretch.endS]) {
        if (borderS >= startS && borderS <= endS) borders.add(borderS);
      }
    }
  }
  const ascending = [...borders].sort((a, b) => a - b);
  for (let i = 1; i < ascending.length; i++) {
    const fromS = ascending[i - 1] ?? 0;
    const toS = ascending[i] ?? 0;
    addPiece(
      holdings.filter(({ startS, endS }) => startS <= fromS && endS >= toS),
      fromS,
      toS,
      sums,
    );
  }
}

/**
 * A piece in which nothing changes. Of a GPU that is told as a whole all holders say the same, where they say anything;
 * of one that is told per pod all have to be idle.
 */
function addPiece(holdings: readonly Holding[], fromS: number, toS: number, sums: Sums): void {
  const seconds = toS - fromS;
  if (holdings.length === 0) return;
  sums.allocatedS += seconds;
  const states = holdings.map(({ gpu }) => stateAt(gpu, fromS));
  if (states.includes('busy')) return;
  const perPod = holdings.some(({ gpu }) => gpu.shared?.perPod === true);
  const idle = holdings.filter(({ gaps }) => gaps.some(({ startS, endS }) => startS <= fromS && endS >= toS));
  if (states.includes('unknown') && (perPod || idle.length === 0)) {
    sums.unknownS += seconds;
    return;
  }
  if (idle.length === 0) return;
  sums.idleS += seconds;
  for (const { holder } of idle) {
    for (const part of secondsUnder(holder.segments, holder.phases, fromS, toS)) {
      sums.under.set(part.phase, (sums.under.get(part.phase) ?? 0) + part.seconds / idle.length);
    }
  }
}

function stateAt({ activity }: Gpu, atS: number): Gpu['activity'][number]['state'] {
  return activity.find(({ startS, endS }) => startS <= atS && endS > atS)?.state ?? 'unknown';
}
