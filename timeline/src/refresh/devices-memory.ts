import { neighboursOf, splitBoards, type Neighbours, type Told } from '../gpu/index.js';
import { sameItems } from './same-items.js';

/** What pods that hold the same GPU, or parts of one, have to know of each other. */
export interface Devices {
  readonly shared: ReadonlyMap<Told, Neighbours>;
  /** GPUs in MIG mode. */
  readonly split: ReadonlySet<string>;
}

interface Known {
  readonly told: readonly Told[];
  readonly shared: ReadonlyMap<Told, Neighbours>;
}

/** Who shares which GPU, over all pods; of a GPU about which the same is told nothing is made anew. */
export class DevicesMemory {
  #before: ReadonlyMap<string, Known> = new Map();

  devicesOf(all: readonly Told[]): Devices {
    const first = new Map<string, Told>();
    const several = new Map<string, Told[]>();
    for (const told of all) {
      const { key } = told.device;
      const holder = first.get(key);
      if (!holder) first.set(key, told);
      else several.set(key, [...(several.get(key) ?? [holder]), told]);
    }
    const known = new Map<string, Known>();
    const shared = new Map<Told, Neighbours>();
    for (const [key, told] of several) {
      const before = this.#before.get(key);
      const one = before && sameItems(before.told, told) ? before : { told, shared: neighboursOf(told) };
      known.set(key, one);
      for (const [of, neighbours] of one.shared) shared.set(of, neighbours);
    }
    this.#before = known;
    return { shared, split: splitBoards(all) };
  }
}
