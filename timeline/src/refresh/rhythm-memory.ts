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

interface Known {
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

  /** By exporter; empty where each sample is a measurement of its own. */
  rhythmsOf(gpus: Iterable<GpuSamples>): ReadonlyMap<string, Rhythm> {
    const known = new Map<string, Known>();
    for (const [exporter, its] of byExporter(gpus)) {
      const before = this.#before.get(exporter);
      const same = before && sameItems(before.gpus, its);
      known.set(
        exporter,
        same ? before : { gpus: its, pattern: patternOf(its), stale: true, rhythm: before?.rhythm },
      );
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
}

/** The other pods of an exporter need not know that one of them has changed, as long as it measures as before. */
function sameRhythm(a: Rhythm, b: Rhythm): boolean {
  return a.repeats === b.repeats && a.phase === b.phase && a.firstS === b.firstS && a.apartS === b.apartS;
}
