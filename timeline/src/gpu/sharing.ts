import type { GpuSharing } from '../model.js';
import type { Told, ToldSeries } from './told.js';
import { spacingOf, type Track } from './track.js';

/** Unix seconds. */
export interface Stretch {
  readonly startS: number;
  readonly endS: number;
}

/** How other pods hold a GPU beside one pod. */
export interface Neighbours extends GpuSharing {
  /** When others hold it, as far as labels tell; may overlap. */
  readonly during: readonly Stretch[];
  /** Of each pod: the series that speak of it alone; empty unless `perPod`. */
  readonly own: readonly ToldSeries[];
  /** What the series of the others tell of the whole GPU; empty where `perPod`. */
  readonly others: readonly ToldSeries[];
}

/**
 * Who else holds the GPUs, by what is told of each; no entry where nobody else does. Several pods hold a GPU where
 * their series of it overlap in time, or take turns: dcgm-exporter names one pod of several, and not always the same,
 * unless KUBERNETES_VIRTUAL_GPUS is true.
 */
export function neighboursOf(all: readonly Told[]): Map<Told, Neighbours> {
  const holders = new Map<string, Told[]>();
  for (const told of all) holders.set(told.device.key, [...(holders.get(told.device.key) ?? []), told]);
  const found = new Map<Told, Neighbours>();
  for (const same of holders.values()) {
    if (same.length < 2) continue;
    const presence = new Map(same.map((told) => [told, presenceOf(told)]));
    for (const told of same) {
      const mine = presence.get(told) ?? [];
      const others = same.filter((other) => other !== told && overlap(mine, presence.get(other) ?? []));
      if (others.length === 0) continue;
      const own = told.activity.filter((series) => isOfPodAlone(series, others));
      const perPod = own.length > 0;
      found.set(told, {
        pods: others.map(({ pod }) => pod).sort(),
        perPod,
        during: others
          .flatMap((other) => presence.get(other) ?? [])
          .map(({ startS, endS, spacingS }) => ({
            startS: startS - spacingS,
            endS: endS + spacingS,
          })),
        own,
        others: perPod ? [] : others.flatMap(({ activity }) => activity),
      });
    }
  }
  return found;
}

/** A pod whose series pause for longer had given its GPU back. */
const PAUSE_SPACINGS = 5;

interface Presence extends Stretch {
  readonly spacingS: number;
}

/** When the series of a GPU name the pod. */
function presenceOf({ activity }: Told): Presence[] {
  return activity.flatMap(({ track: { timesS } }) => {
    const spacing = spacingOf(timesS);
    const spacingS = spacing > 0 ? spacing : 0;
    const stretches: Presence[] = [];
    let startS = timesS[0] ?? Number.NaN;
    timesS.forEach((timeS, i) => {
      const nextS = timesS[i + 1] ?? Infinity;
      if (nextS - timeS <= PAUSE_SPACINGS * spacingS) return;
      stretches.push({ startS, endS: timeS, spacingS });
      startS = nextS;
    });
    return stretches;
  });
}

/** One that ends when the other begins has handed the GPU over. */
function overlap(some: readonly Stretch[], others: readonly Stretch[]): boolean {
  return some.some((a) => others.some((b) => a.startS < b.endS && b.startS < a.endS));
}

/**
 * Whether a series says something else than those of the other pods at the same moments. Of the whole GPU all would say
 * the same. Samplers inside the pods see the whole GPU too, each at moments of its own.
 */
function isOfPodAlone({ reading, track }: ToldSeries, others: readonly Told[]): boolean {
  if (reading.signal.source === 'coldstart') return false;
  const theirs = others
    .flatMap(({ activity }) => activity)
    .filter((other) => other.reading.signal.metric === reading.signal.metric)
    .map((other) => sameness(track, other.track))
    .filter((same) => same !== null);
  return theirs.length > 0 && !theirs.includes(true);
}

/** Whether two tracks agree wherever both have a sample; null where that is nowhere. */
function sameness(a: Track, b: Track): boolean | null {
  const values = new Map(Array.from(b.timesS, (timeS, i) => [timeS, b.values[i]]));
  let same: boolean | null = null;
  for (let i = 0; i < a.timesS.length; i++) {
    const other = values.get(a.timesS[i] ?? Number.NaN);
    if (other === undefined) continue;
    if (other !== a.values[i]) return false;
    same = true;
  }
  return same;
}
