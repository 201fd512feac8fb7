import {
  byExporter,
  patternOf,
  repeatsAmong,
  rhythmOf,
  type GpuSamples,
  type Pattern,
  type Rhythm,
} from '../gpu/index.js';
import { sameItems } from './same-items.js';

/** The GPUs of one pod, the same list while nothing changes. */
type OfPod = readonly GpuSamples[];

interface Known {
  /** The pods that the exporter tells of. */
  readonly pods: readonly OfPod[];
  readonly gpus: readonly GpuSamples[];
  readonly pattern: Pattern;
  /** The rhythm is of other samples. */
  stale: boolean;
  rhythm: Rhythm | undefined;
}

/**
 * How often GPUs are measured, over all GPUs of an exporter and then over all exporters. An exporter whose samples are
 * the same is not read again.
 */
export class RhythmMemory {
  #before: ReadonlyMap<string, Known> = new Map();
  #exporters: ReadonlyMap<OfPod, readonly string[]> = new Map();

  /** By exporter; empty where each sample is a measurement of its own. */
  rhythmsOf(all: readonly OfPod[]): ReadonlyMap<string, Rhythm> {
    const known = new Map<string, Known>();
    for (const [exporter, pods] of this.#podsOf(all)) {
      const before = this.#before.get(exporter);
      known.set(exporter, before && sameItems(before.pods, pods) ? before : read(exporter, pods, before));
    }
    this.#before = known;
    const rhythms = new Map<string, Rhythm>();
    const repeats = repeatsAmong([...known.values()].map(({ pattern }) => pattern));
    if (repeats === 1) return rhythms;
    for (const [exporter, one] of known) {
      if (one.stale || one.rhythm?.repeats !== repeats) {
        const rhythm = rhythmOf(one.gpus, repeats, one.pattern.changes);
        if (!one.rhythm || !sameRhythm(one.rhythm, rhythm)) one.rhythm = rhythm;
        one.stale = false;
      }
      rhythms.set(exporter, one.rhythm);
    }
    return rhythms;
  }

  /** The pods that each exporter tells of. */
  #podsOf(all: readonly OfPod[]): Map<string, OfPod[]> {
    const exporters = new Map<OfPod, readonly string[]>();
    const pods = new Map<string, OfPod[]>();
    for (const gpus of all) {
      if (gpus.length === 0) continue;
      const names = this.#exporters.get(gpus) ?? [...byExporter(gpus).keys()];
      exporters.set(gpus, names);
      for (const name of names) {
        const same = pods.get(name);
        if (same) same.push(gpus);
        else pods.set(name, [gpus]);
      }
    }
    this.#exporters = exporters;
    return pods;
  }
}

function read(exporter: string, pods: readonly OfPod[], before: Known | undefined): Known {
  const gpus = pods.flat().filter((gpu) => gpu.exporter === exporter);
  return { pods, gpus, pattern: patternOf(gpus), stale: true, rhythm: before?.rhythm };
}

/** The other pods of an exporter need not know that one of them has changed, as long as it measures as before. */
function sameRhythm(a: Rhythm, b: Rhythm): boolean {
  return a.repeats === b.repeats && a.phase === b.phase && a.firstS === b.firstS && a.apartS === b.apartS;
}
