export interface Stretch {
  readonly startS: number;
  readonly endS: number;
}

/** When a GPU was busy: stretches in order that do not touch. */
export class BusyTimes {
  readonly stretches: readonly Stretch[];
  /** Busy seconds before each stretch. */
  readonly #before: Float64Array;

  /** @param stretches by their start; those that touch or overlap become one, and those without length go */
  constructor(stretches: readonly Stretch[]) {
    const joined: { startS: number; endS: number }[] = [];
    for (const { startS, endS } of stretches) {
      if (!(endS > startS)) continue;
      const last = joined.at(-1);
      if (last && startS <= last.endS) last.endS = Math.max(last.endS, endS);
      else joined.push({ startS, endS });
    }
    this.stretches = joined;
    this.#before = new Float64Array(joined.length + 1);
    joined.forEach(({ startS, endS }, i) => {
      this.#before[i + 1] = (this.#before[i] ?? 0) + endS - startS;
    });
  }

  /** Busy seconds from the beginning to `atS`. */
  until(atS: number): number {
    const index = this.indexAt(atS);
    const stretch = this.stretches[index];
    if (!stretch) return 0;
    return (this.#before[index] ?? 0) + Math.min(atS, stretch.endS) - stretch.startS;
  }

  within(fromS: number, toS: number): number {
    return toS > fromS ? this.until(toS) - this.until(fromS) : 0;
  }

  /** The last stretch that begins at `atS` or before; -1 where none does. */
  indexAt(atS: number): number {
    let low = 0;
    let high = this.stretches.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.stretches[middle]?.startS ?? Infinity) <= atS) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
