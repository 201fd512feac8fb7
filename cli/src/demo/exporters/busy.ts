/**
 * Share of time in which something was going on, from dated changes. Changes may come late or out of order by a
 * little: one that lies before the last reading counts from the reading on.
 */
export class BusyMeter {
  #busy = false;
  #sinceS: number;
  #busyS = 0;
  #readS: number;

  constructor(nowS: number) {
    this.#sinceS = nowS;
    this.#readS = nowS;
  }

  set(busy: boolean, atS: number): void {
    const changeS = Math.max(atS, this.#sinceS);
    if (this.#busy) this.#busyS += changeS - this.#sinceS;
    this.#busy = busy;
    this.#sinceS = changeS;
  }

  /** Ratio 0..1 since the last reading. */
  read(nowS: number): number {
    this.set(this.#busy, nowS);
    const spanS = nowS - this.#readS;
    const ratio = spanS > 0 ? Math.min(1, this.#busyS / spanS) : 0;
    this.#busyS = 0;
    this.#readS = Math.max(this.#readS, nowS);
    return ratio;
  }
}
