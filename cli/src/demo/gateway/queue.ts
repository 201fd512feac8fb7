/** A request that waits, and since when (seconds on the caller's clock). */
interface Waiting<T> {
  readonly item: T;
  readonly sinceS: number;
}

export interface Dispatch<T> {
  readonly item: T;
  readonly endpoint: string;
  readonly waitS: number;
}

/**
 * First in, first out, over endpoints with a fixed number of slots each. Knows no clock: every call says the time.
 * Calls that can free or add a slot return what may now go ahead.
 */
export class FifoQueue<T> {
  readonly #waiting: Waiting<T>[] = [];
  readonly #inFlight = new Map<string, number>();

  constructor(private readonly slotsPerEndpoint: number) {}

  get depth(): number {
    return this.#waiting.length;
  }

  get endpoints(): readonly string[] {
    return [...this.#inFlight.keys()];
  }

  enqueue(item: T, nowS: number): Dispatch<T>[] {
    this.#waiting.push({ item, sinceS: nowS });
    return this.#dispatch(nowS);
  }

  /** Takes a waiting request out; false where it does not wait any more. */
  remove(item: T): boolean {
    const index = this.#waiting.findIndex((each) => each.item === item);
    if (index < 0) return false;
    this.#waiting.splice(index, 1);
    return true;
  }

  addEndpoint(endpoint: string, nowS: number): Dispatch<T>[] {
    if (!this.#inFlight.has(endpoint)) this.#inFlight.set(endpoint, 0);
    return this.#dispatch(nowS);
  }

  /** Sends nothing there any more; what is in flight there goes on. */
  removeEndpoint(endpoint: string): void {
    this.#inFlight.delete(endpoint);
  }

  /** A request to this endpoint is over. */
  release(endpoint: string, nowS: number): Dispatch<T>[] {
    const inFlight = this.#inFlight.get(endpoint);
    if (inFlight !== undefined && inFlight > 0) this.#inFlight.set(endpoint, inFlight - 1);
    return this.#dispatch(nowS);
  }

  #dispatch(nowS: number): Dispatch<T>[] {
    const dispatched: Dispatch<T>[] = [];
    while (this.#waiting.length > 0) {
      const endpoint = this.#leastBusy();
      if (endpoint === null) break;
      const next = this.#waiting.shift();
      if (next === undefined) break;
      this.#inFlight.set(endpoint, (this.#inFlight.get(endpoint) ?? 0) + 1);
      dispatched.push({ item: next.item, endpoint, waitS: Math.max(0, nowS - next.sinceS) });
    }
    return dispatched;
  }

  #leastBusy(): string | null {
    let best: string | null = null;
    let fewest = this.slotsPerEndpoint;
    for (const [endpoint, inFlight] of this.#inFlight) {
      if (inFlight < fewest) {
        best = endpoint;
        fewest = inFlight;
      }
    }
    return best;
  }
}
