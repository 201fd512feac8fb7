import { AsyncLocalStorage } from 'node:async_hooks';
import type { Phase } from '@coldstart/conventions';
import { guarded } from '../../guard.js';
import type { Load, LoadOptions } from '../../types.js';
import type { ActiveLoad, Call } from './active-load.js';
import { localSource } from './weights-source.js';

/** What the tracker needs of the world. Times are Unix seconds. */
export interface TrackerEdge {
  readonly processStartedS: number;
  /** Name of the model whatever the libraries say; `null` leaves it to them. */
  readonly modelName: string | null;
  nowS(): number;
  startLoad(options: LoadOptions): Load;
  /** Loads that run, whoever began them. */
  openLoads(): readonly { readonly model: string; readonly load: Load }[];
  /** Runs `fn` later without keeping the process alive; returns how to call it off. */
  after(ms: number, fn: () => void): () => void;
  /** Bytes read from devices so far; `null` where nobody tells. */
  deviceBytesRead(): number | null;
}

/** After the last call the load is taken for ready when the process listens and nothing else is called for so long. */
const QUIET_MS = 1000;

/** A process that listens to nobody is no server: then its load is over when nothing is called for so long. */
const NO_SERVER_MS = 10_000;

interface Scope {
  readonly active: ActiveLoad;
  readonly phases: readonly (Phase | null)[];
}

/** A file of weights that arrives over HTTP. */
export interface Download {
  bytes(more: number): void;
  end(ok: boolean): void;
}

interface Begun {
  readonly scope: Scope;
  readonly end: (failure: { readonly error: unknown } | null) => void;
}

interface Exchange {
  inferred: boolean;
}

/**
 * Makes loads of what the hooks of several libraries see, without a word from the server. Calls inside other calls
 * belong to the load of the outer one; else the name of the model tells. Ready is dated back to the end of the last
 * call, or to the moment that the process began to listen. Nothing here throws.
 */
export class Tracker {
  private readonly scope = new AsyncLocalStorage<Scope>();
  private readonly exchange = new AsyncLocalStorage<Exchange>();
  private readonly exchanges = new WeakMap<object, Exchange>();
  private readonly owners = new WeakMap<object, ActiveLoad>();
  private readonly working = new Set<Exchange>();
  private readonly actives: ActiveLoad[] = [];
  private awaitsFirstRequest: ActiveLoad[] = [];
  private libraryS: number | null = null;
  private listeningS: number | null = null;
  private answered = false;
  private loads = 0;

  constructor(private readonly edge: TrackerEdge) {}

  /** A library that loads models is there, or has made its runtime ready: the end of `runtime_init` so far. */
  libraryReady(): void {
    if (this.loads === 0) {
      this.libraryS = this.edge.nowS();
    }
  }

  get isListening(): boolean {
    return this.listeningS !== null;
  }

  get hasSeenLibrary(): boolean {
    return this.libraryS !== null;
  }

  /** Runs a call of a library that is a part of a load; what it returns or throws is passed on as it is. */
  during<T>(call: () => Call | null, fn: () => Promise<T>): Promise<T> {
    const begun = guarded('an instrumentation', null, () => this.begin(call()));
    if (begun === null) {
      return fn();
    }
    const { scope, end } = begun;
    let result: Promise<T>;
    try {
      result = this.scope.run(scope, fn);
    } catch (error) {
      end({ error });
      throw error;
    }
    return result.then(
      (value) => {
        if (typeof value === 'object' && value !== null) {
          this.owners.set(value, scope.active);
        }
        end(null);
        return value;
      },
      (error: unknown) => {
        end({ error });
        throw error;
      },
    );
  }

  /** The load that an object came from, or the one that goes on around the call. */
  ownerOf(object: object): ActiveLoad | null {
    return this.owners.get(object) ?? this.scope.getStore()?.active ?? null;
  }

  /** Makes an object belong to the load of another one, as a context belongs to its model. */
  belongs(object: object, to: object): void {
    const active = this.owners.get(to);
    if (active !== undefined) {
      this.owners.set(object, active);
    }
  }

  /**
   * Begins to watch an inference; returns what has to be called when it is done. Before ready and outside of a request
   * it is warm-up. `null` where nobody needs to know any more: the call should cost nothing then.
   */
  inference(owner: object): (() => void) | null {
    if (this.actives.length === 0 && this.awaitsFirstRequest.length === 0) {
      return null;
    }
    return guarded('an instrumentation', null, () => {
      this.leaveToHost();
      const exchange = this.exchange.getStore();
      // A server may put requests together and infer in a loop of its own: then it is for those that are there.
      const serves = exchange === undefined ? [...this.working] : [exchange];
      if (serves.length > 0) {
        return () => {
          for (const each of serves) each.inferred = true;
        };
      }
      const active = this.ownerOf(owner) ?? this.actives.at(-1) ?? null;
      if (active === null || active.over || this.scope.getStore() !== undefined) {
        return null;
      }
      active.cancelCheck();
      active.running += 1;
      const handle = active.load.begin('warmup');
      return () => {
        guarded('an instrumentation', undefined, () => {
          handle.end();
          this.ended(active, null, true);
        });
      };
    });
  }

  /** Counts weights that arrive over HTTP for the load around the call; `null` where there is none. */
  download(expectedBytes: number | null): Download | null {
    return guarded<Download | null>('an instrumentation', null, () => {
      const active = this.scope.getStore()?.active;
      if (active === undefined || active.over) {
        return null;
      }
      const handle = active.load.begin('weights_fetch');
      if (active.source !== 'remote') {
        active.source = 'remote';
        active.load.weightsSource('remote');
      }
      const before = active.remoteBytes;
      return {
        bytes: (more) => {
          active.remoteBytes += more;
          if (!active.over) {
            active.load.progress(
              active.remoteBytes,
              expectedBytes === null ? undefined : before + expectedBytes,
            );
          }
        },
        end: (ok) => {
          handle.end(ok ? 'ok' : 'failed');
        },
      };
    });
  }

  /** The process listens to somebody. */
  listening(): void {
    this.listeningS ??= this.edge.nowS();
    for (const active of this.actives) {
      this.checkLater(active);
    }
  }

  /** `asks`: it wants something to be worked out, as a probe or a scrape does not. */
  requestBegan(request: object, asks: boolean): void {
    if (this.hasSeenLibrary) {
      const exchange: Exchange = { inferred: false };
      this.exchanges.set(request, exchange);
      this.exchange.enterWith(exchange);
      if (asks) this.working.add(exchange);
    }
  }

  /** It has its answer, or its client is gone. */
  requestOver(request: object): void {
    const exchange = this.exchanges.get(request);
    if (exchange !== undefined) {
      this.working.delete(exchange);
    }
  }

  /** A response is sent: the first one that took an inference is the first request. */
  responseFinished(request: object, status: number): void {
    this.answered = true;
    if (status >= 400 || this.exchanges.get(request)?.inferred !== true) {
      return;
    }
    for (const active of this.actives.filter(({ running, byHost }) => running === 0 && !byHost)) {
      this.ready(active);
    }
    const nowS = this.edge.nowS();
    for (const { load } of this.awaitsFirstRequest) {
      load.mark('first_request', nowS);
    }
    this.awaitsFirstRequest = [];
  }

  /** The process ends: what was done is told as done. */
  finish(): void {
    for (const active of this.actives.filter(({ running, byHost }) => running === 0 && !byHost)) {
      this.ready(active);
    }
  }

  private begin(call: Call | null): Begun | null {
    if (call === null) {
      return null;
    }
    const outer = this.scope.getStore();
    const active = outer?.active ?? this.activeOf(call);
    if (active.over) {
      return null;
    }
    active.cancelCheck();
    active.running += 1;
    const { phase } = call;
    // The same phase around this call already covers it.
    const handle = phase === null || outer?.phases.includes(phase) === true ? null : active.load.begin(phase);
    const bytesBefore = phase === 'weights_load' ? this.edge.deviceBytesRead() : null;
    return {
      scope: { active, phases: [...(outer?.phases ?? []), phase] },
      end: (failure) => {
        guarded('an instrumentation', undefined, () => {
          handle?.end(failure === null ? 'ok' : 'failed');
          if (phase === 'weights_load' && failure === null) {
            this.weightsLoaded(active, call.bytes ?? null, bytesBefore);
          }
          this.ended(active, failure, outer === undefined);
        });
      },
    };
  }

  private weightsLoaded(active: ActiveLoad, fileBytes: number | null, bytesBefore: number | null): void {
    const after = this.edge.deviceBytesRead();
    if (active.source !== 'remote') {
      const read = bytesBefore === null || after === null ? null : after - bytesBefore;
      const source = localSource(fileBytes, read);
      // Of several files one that came from the disk decides: it is what took the time.
      if (active.source === null || active.source === 'unknown' || source === 'disk') {
        active.source = source;
        active.load.weightsSource(source);
      }
    }
    if (fileBytes !== null && active.remoteBytes === 0) {
      active.load.progress(fileBytes, fileBytes);
    }
  }

  private ended(active: ActiveLoad, failure: ActiveLoad['failure'], outermost: boolean): void {
    active.running -= 1;
    active.lastActivityS = this.edge.nowS();
    if (outermost) {
      active.failure ??= failure;
    }
    if (active.running > 0 || active.byHost) {
      return;
    }
    if (active.failure === null) {
      this.checkLater(active);
    } else {
      active.load.fail(active.failure.error);
      this.close(active);
    }
  }

  private activeOf({ model, server }: Call): ActiveLoad {
    const name = this.edge.modelName ?? model;
    this.leaveToHost();
    const known = this.actives.find((active) => active.model === name);
    if (known !== undefined) {
      return known;
    }
    const ours = new Set(this.actives.map(({ load }) => load));
    const hosts = this.edge.openLoads().filter(({ load }) => !ours.has(load));
    const host = hosts.find((open) => open.model === name) ?? (hosts.length === 1 ? hosts[0] : undefined);
    const load = host?.load ?? this.edge.startLoad({ model: name, server });
    if (host === undefined && this.loads === 0 && !this.answered && this.libraryS !== null) {
      load.record('runtime_init', this.edge.processStartedS, this.libraryS);
    }
    this.loads += 1;
    const active: ActiveLoad = {
      model: name,
      load,
      byHost: host !== undefined,
      running: 0,
      failure: null,
      lastActivityS: this.edge.nowS(),
      remoteBytes: 0,
      source: null,
      over: false,
      cancelCheck: () => undefined,
    };
    this.actives.push(active);
    return active;
  }

  /** What became of a load that the host began is the host's to tell; here it is only seen to be over. */
  private leaveToHost(): void {
    const open = new Set(this.edge.openLoads().map(({ load }) => load));
    for (const active of this.actives.filter(({ byHost, load }) => byHost && !open.has(load))) {
      this.close(active);
    }
  }

  private checkLater(active: ActiveLoad): void {
    if (active.running > 0 || active.byHost) {
      return;
    }
    active.cancelCheck();
    const waitMs = this.listeningS === null ? NO_SERVER_MS : QUIET_MS;
    active.cancelCheck = this.edge.after(waitMs, () => {
      this.ready(active);
    });
  }

  private ready(active: ActiveLoad): void {
    if (active.over) {
      return;
    }
    active.load.ready(Math.max(active.lastActivityS, this.listeningS ?? Number.NEGATIVE_INFINITY));
    this.close(active);
    this.awaitsFirstRequest.push(active);
  }

  private close(active: ActiveLoad): void {
    active.over = true;
    active.cancelCheck();
    this.actives.splice(this.actives.indexOf(active), 1);
  }
}
