import { AsyncLocalStorage } from 'node:async_hooks';
import type { Phase } from '@coldstart/conventions';
import { guarded } from '../../guard.js';
import type { Load, LoadOptions } from '../../types.js';
import type { ActiveLoad, Call } from './active-load.js';
import { quietMs } from './quiet.js';
import { Serving } from './serving.js';
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

/**
 * Makes loads of what the hooks of several libraries see, without a word from the server. Calls inside other calls
 * belong to the load of the outer one; else the name of the model tells. Ready is dated back to the end of the last
 * call, or to the moment that the process began to listen. Nothing here throws.
 */
export class Tracker {
  private readonly scope = new AsyncLocalStorage<Scope>();
  private readonly serving = new Serving();
  private readonly owners = new WeakMap<object, ActiveLoad>();
  private readonly actives: ActiveLoad[] = [];
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

  /** A load goes on, or its first request is yet to come: all else should cost the server nothing. */
  get isWatching(): boolean {
    return this.actives.length > 0 || this.serving.awaiting.length > 0;
  }

  get isListening(): boolean {
    return this.listeningS !== null;
  }

  get hasSeenLoad(): boolean {
    return this.loads > 0;
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

  /**
   * Begins to watch an inference; returns what has to be called when it is done. Before ready and outside of a request
   * it is warm-up. `null` where nobody needs to know any more: the call should cost nothing then.
   */
  inference(owner: object): (() => void) | null {
    if (!this.isWatching) {
      return null;
    }
    return guarded('an instrumentation', null, () => {
      this.leaveToHost();
      const known = this.ownerOf(owner);
      const serves = this.serving.served();
      if (serves.length > 0) {
        const asked = known === null ? [...this.actives, ...this.serving.awaiting] : [known];
        return () => {
          for (const each of serves) {
            for (const load of asked) each.asked.add(load);
          }
        };
      }
      const active = known ?? this.actives.at(-1) ?? null;
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
    this.listeningS = this.edge.nowS();
    for (const active of this.actives) {
      this.checkLater(active);
    }
  }

  /**
   * `asks`: it wants something to be worked out, as a probe or a scrape does not. Says whether anybody wants to know
   * when it is over.
   */
  requestBegan(request: object, asks: boolean): boolean {
    const watches = this.isWatching || (this.loads === 0 && this.hasSeenLibrary);
    if (watches) {
      this.serving.began(request, asks);
    }
    return watches;
  }

  /** It has its answer, or its client is gone. */
  requestOver(request: object): void {
    this.serving.over(request);
  }

  /** A response is sent: the first one that took an inference is the first request. */
  responseFinished(request: object, status: number): void {
    this.answered = true;
    const asked = this.serving.askedBy(request, status);
    if (asked.size === 0) {
      return;
    }
    const nowS = this.edge.nowS();
    for (const active of asked) {
      if (active.running === 0 && !active.byHost) {
        this.ready(active);
      }
    }
    this.serving.answered(asked, nowS);
    this.rest();
  }

  /** Storages that are in use cost every `await` of the process on Node 22; they come back by themselves. */
  private rest(): void {
    if (!this.isWatching) {
      this.serving.rest();
      this.scope.disable();
    }
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
    const localBytes = phase === 'weights_load' && active.source !== 'remote' ? (call.bytes ?? 0) : 0;
    if (localBytes > 0) {
      active.expectedBytes += localBytes;
      active.load.progress(active.loadedBytes, active.expectedBytes);
    }
    return {
      scope: { active, phases: [...(outer?.phases ?? []), phase] },
      end: (failure) => {
        guarded('an instrumentation', undefined, () => {
          handle?.end(failure === null ? 'ok' : 'failed');
          if (failure !== null) {
            // Another provider may take the same file: it is to be loaded once.
            active.expectedBytes -= localBytes;
          } else if (phase === 'weights_load') {
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
    if (fileBytes !== null && active.source !== 'remote') {
      active.loadedBytes += fileBytes;
      active.load.progress(active.loadedBytes, active.expectedBytes);
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
      this.rest();
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
      loadedBytes: 0,
      expectedBytes: 0,
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
    active.cancelCheck = this.edge.after(quietMs(active.lastActivityS, this.listeningS), () => {
      this.ready(active);
    });
  }

  private ready(active: ActiveLoad): void {
    if (active.over) {
      return;
    }
    active.load.ready(Math.max(active.lastActivityS, this.listeningS ?? Number.NEGATIVE_INFINITY));
    this.close(active);
    this.serving.awaitFirst(active);
  }

  private close(active: ActiveLoad): void {
    active.over = true;
    active.cancelCheck();
    this.actives.splice(this.actives.indexOf(active), 1);
  }
}
