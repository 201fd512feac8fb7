import { neighboursOf, type Neighbours, type Told } from '../gpu/index.js';
import { sameItems } from './same-items.js';

/** What pods that hold the same GPU, or parts of one, have to know of each other. */
export interface Devices {
  readonly shared: ReadonlyMap<Told, Neighbours>;
  /** No GPU is shared or split. */
  readonly plain: boolean;
  /** Whether a GPU is in MIG mode. */
  readonly isSplit: (board: string) => boolean;
}

/** A pod and what is told of its GPUs. */
interface Holder {
  readonly told: readonly Told[];
}

interface Device {
  readonly holders: Set<Told>;
  neighbours: { readonly told: readonly Told[]; readonly of: ReadonlyMap<Told, Neighbours> } | null;
}

/**
 * Who shares which GPU, over all pods. Only of pods that come, go or change something is done; a GPU about which the
 * same is told is not looked at again.
 */
export class DevicesMemory {
  #pods: ReadonlySet<Holder> = new Set();
  readonly #devices = new Map<string, Device>();
  /** Those that several pods hold. */
  readonly #several = new Set<Device>();
  /** How many pods hold an instance of a GPU in MIG mode, by its board. */
  readonly #instances = new Map<string, number>();

  devicesOf(pods: readonly Holder[]): Devices {
    const now = new Set(pods);
    for (const pod of this.#pods) if (!now.has(pod)) for (const told of pod.told) this.#remove(told);
    for (const pod of pods) if (!this.#pods.has(pod)) for (const told of pod.told) this.#add(told);
    this.#pods = now;
    const shared = new Map<Told, Neighbours>();
    for (const device of this.#several) {
      const told = [...device.holders];
      if (!device.neighbours || !sameItems(device.neighbours.told, told)) {
        device.neighbours = { told, of: neighboursOf(told) };
      }
      for (const [of, neighbours] of device.neighbours.of) shared.set(of, neighbours);
    }
    const instances = this.#instances;
    const plain = shared.size === 0 && instances.size === 0;
    return { shared, plain, isSplit: (board) => instances.has(board) };
  }

  #add(told: Told): void {
    const { key, board, mig } = told.device;
    const device = this.#devices.get(key) ?? { holders: new Set(), neighbours: null };
    this.#devices.set(key, device);
    device.holders.add(told);
    if (device.holders.size > 1) this.#several.add(device);
    if (mig) this.#instances.set(board, (this.#instances.get(board) ?? 0) + 1);
  }

  #remove(told: Told): void {
    const { key, board, mig } = told.device;
    const device = this.#devices.get(key);
    device?.holders.delete(told);
    if (device && device.holders.size < 2) this.#several.delete(device);
    if (device?.holders.size === 0) this.#devices.delete(key);
    const left = (this.#instances.get(board) ?? 0) - 1;
    if (mig && left === 0) this.#instances.delete(board);
    else if (mig) this.#instances.set(board, left);
  }
}
