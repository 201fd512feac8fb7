import type { GpuReading } from './reading.js';

/** Far above the noise of a driver, far below a CUDA context, which takes some hundred MiB. */
const RISE_BYTES = 64 * 1024 * 1024;

/** Finds when the used memory of a GPU first rose clearly above what its first reading said. */
export class FirstMemoryUse {
  private readonly baseline = new Map<string, number>();
  private foundS: number | null = null;

  /** Unix seconds of the sample that showed it; `null` until then. */
  get atS(): number | null {
    return this.foundS;
  }

  add(atS: number, readings: readonly GpuReading[]): void {
    for (const { id, memoryUsedBytes } of readings) {
      if (this.foundS !== null || memoryUsedBytes === null) {
        continue;
      }
      const before = this.baseline.get(id);
      if (before === undefined || memoryUsedBytes < before) {
        this.baseline.set(id, memoryUsedBytes);
      } else if (memoryUsedBytes - before >= RISE_BYTES) {
        this.foundS = atS;
      }
    }
  }
}
