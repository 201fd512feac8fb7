import {
  byExporter,
  distancesOfChanges,
  repeatsAmong,
  type Distances,
  type GpuSamples,
} from '../gpu/index.js';
import { sameItems } from './same-items.js';

interface Known {
  readonly gpus: readonly GpuSamples[];
  readonly distances: Distances;
}

/** How many samples in a row tell one measurement, over all GPUs; an exporter whose samples are the same is not read again. */
export class RepeatsMemory {
  #before: ReadonlyMap<string, Known> = new Map();

  repeatsOf(gpus: Iterable<GpuSamples>): number {
    const known = new Map<string, Known>();
    for (const [exporter, its] of byExporter(gpus)) {
      const before = this.#before.get(exporter);
      known.set(
        exporter,
        before && sameItems(before.gpus, its) ? before : { gpus: its, distances: distancesOfChanges(its) },
      );
    }
    this.#before = known;
    return repeatsAmong([...known.values()].map(({ distances }) => distances));
  }
}
