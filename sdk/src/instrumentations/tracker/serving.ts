import { AsyncLocalStorage } from 'node:async_hooks';
import type { ActiveLoad } from './active-load.js';

/** A request that is being answered. */
export interface Exchange {
  /** The loads whose models it asked. */
  readonly asked: Set<ActiveLoad>;
}

/** A server that swaps models may never answer by HTTP for most of them. */
const MOST_AWAITED = 20;

const NONE: ReadonlySet<ActiveLoad> = new Set();

/** The requests of the process: which inference is for which of them, and which of them is the first of a load. */
export class Serving {
  private readonly current = new AsyncLocalStorage<Exchange>();
  private readonly exchanges = new WeakMap<object, Exchange>();
  private readonly working = new Set<Exchange>();
  private awaited: ActiveLoad[] = [];

  /** Loads that are ready and whose first request is yet to come. */
  get awaiting(): readonly ActiveLoad[] {
    return this.awaited;
  }

  /** `asks`: it wants something to be worked out, as a probe or a scrape does not. */
  began(request: object, asks: boolean): void {
    const exchange: Exchange = { asked: new Set() };
    this.exchanges.set(request, exchange);
    this.current.enterWith(exchange);
    if (asks) {
      this.working.add(exchange);
    }
  }

  /** It has its answer, or its client is gone. */
  over(request: object): void {
    const exchange = this.exchanges.get(request);
    if (exchange !== undefined) {
      this.working.delete(exchange);
    }
  }

  /**
   * The requests that an inference is for: the one that it happens in. A server may put requests together and infer in
   * a loop of its own: then it is for all that are there.
   */
  served(): readonly Exchange[] {
    const exchange = this.current.getStore();
    return exchange === undefined ? [...this.working] : [exchange];
  }

  /** The loads whose models a request asked before this answer; none where the answer is an error. */
  askedBy(request: object, status: number): ReadonlySet<ActiveLoad> {
    return status < 400 ? (this.exchanges.get(request)?.asked ?? NONE) : NONE;
  }

  awaitFirst(active: ActiveLoad): void {
    this.awaited = [...this.awaited, active].slice(-MOST_AWAITED);
  }

  /** Dates the first request of each of these loads that still awaits it. Unix seconds. */
  answered(asked: ReadonlySet<ActiveLoad>, atS: number): void {
    for (const { load } of this.awaited.filter((active) => asked.has(active))) {
      load.mark('first_request', atS);
    }
    this.awaited = this.awaited.filter((active) => !asked.has(active));
  }

  /** A storage that is in use costs every `await` of the process on Node 22; it comes back by itself. */
  rest(): void {
    this.current.disable();
  }
}
