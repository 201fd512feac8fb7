import { nowS, PROCESS_STARTED_S, readClock } from './clock.js';
import { hostFacts, PUSH_TIMEOUT_MS, resolveConfig } from './config/index.js';
import type { Config } from './config/index.js';
import { diagnostics } from './diagnostics.js';
import { GlobalProviders } from './global/index.js';
import { openJournal } from './journal/index.js';
import type { Journal } from './journal/index.js';
import { initialState } from './load/index.js';
import { sharedMeter } from './queue/index.js';
import { quote } from './quote.js';
import { safeName } from './safe/index.js';
import { loadAttributes, podAttributes } from './signals/index.js';
import { abandonedText } from './spans/index.js';
import { LoadRegistry, TrackedLoad } from './tracked-load/index.js';
import { activeTraceParent, newSpan } from './trace-parent.js';
import type { Coldstart, ColdstartOptions, Load, LoadOptions, Queue } from './types.js';
import { WorkerHost } from './worker/index.js';

const DEFAULT_TIMEOUT_MS = 5000;
const QUEUE_INTERVAL_MS = 1000;

/** A push that has failed is said by itself, before the wait for it is over. */
const SLACK_MS = 500;

let running: Running | null = null;

/**
 * Starts coldstart in this process: a worker thread that serves `/metrics` and pushes OTLP while the main thread
 * loads the model. A second call returns the running one, and warns if it came with options. Never throws.
 */
export function startColdstart(options: ColdstartOptions = {}): Coldstart {
  if (running !== null) {
    const ignored = Object.keys(asObject('startColdstart', options));
    if (ignored.length > 0) {
      diagnostics.warn(
        `startColdstart was called again (--import @coldstart/sdk/register calls it first); it runs as it was started, ` +
          `and this is ignored: ${ignored.join(', ')}. Set the variables of the environment instead`,
      );
    }
    return running;
  }
  const { config, problems } = resolveConfig(asObject('startColdstart', options), process.env, hostFacts());
  problems.forEach(diagnostics.warn);
  running = new Running(config);
  return running;
}

/** Begins a load; starts coldstart from the environment first where nobody has. Never throws. */
export function startLoad(options: LoadOptions): Load {
  return (running ?? startColdstart()).startLoad(options);
}

/** Loads of this process that are neither ready nor failed, whoever began them. */
export function openLoads(): readonly { readonly model: string; readonly load: Load }[] {
  return running?.open() ?? [];
}

/** One process with all that tells of it: the journal first, then the worker or the providers of the host. */
class Running implements Coldstart {
  readonly queue: Queue;
  private readonly journal: Journal;
  private readonly loads: LoadRegistry;
  private readonly worker: WorkerHost;
  private readonly providers: GlobalProviders | null;
  private readonly pod;
  private readonly queueTimer: NodeJS.Timeout;
  private readonly unsubscribe: () => void;

  constructor(private readonly config: Config) {
    this.pod = podAttributes(config);
    this.journal = openJournal({
      folder: config.journalDir,
      container: config.container,
      pod: config.pod,
      terminationLog: config.terminationLog,
      nowS,
      complain: diagnostics.warn,
    });
    this.loads = new LoadRegistry((model) => this.journal.lastAttempt(model), diagnostics.warn);
    this.providers = config.exporter === 'global' ? new GlobalProviders(this.pod) : null;
    this.worker = new WorkerHost(config, {
      start: () => ({
        clock: readClock(),
        abandoned: this.journal.abandoned,
        journal: this.journal.path,
        loads: this.loads.states().map((load) => ({ type: 'load', ...load })),
      }),
      reported: (id) => {
        this.journal.markReported(id);
      },
      observed: (observations) => this.providers?.observed(observations),
    });
    this.reportAbandoned();
    const meter = sharedMeter();
    this.queue = meter;
    this.unsubscribe = meter.subscribe((waitedS) => {
      if (waitedS !== null) this.providers?.waited(waitedS);
    });
    this.queueTimer = setInterval(() => {
      const queue = meter.snapshot();
      if (queue !== null) {
        this.worker.send({ type: 'queue', queue });
      }
    }, QUEUE_INTERVAL_MS).unref();
  }

  startLoad(given: LoadOptions): Load {
    const options = asObject('startLoad', given);
    const model = name(options, 'model');
    const parent = activeTraceParent(process.env);
    const state = initialState({
      model,
      server: name(options, 'server'),
      attempt: this.loads.attempt(model, options.attempt),
      parent,
      span: this.providers === null ? newSpan(parent) : (parent ?? newSpan(null)),
      startS: nowS(),
      processStartedS: processStartedS(options),
    });
    return this.loads.add((load) => {
      this.journal.load(load, state);
      this.worker.send({ type: 'load', load, state });
      return new TrackedLoad(state, {
        nowS,
        send: (transition, after) => {
          this.journal.transition(load, transition, after);
          this.worker.send({ type: 'transition', load, transition });
          if (transition.type === 'ready' || transition.type === 'fail') {
            this.providers?.ended(after, loadAttributes(this.pod, after));
            this.holdUntilPushed();
          }
        },
        complain: diagnostics.warn,
      });
    });
  }

  open(): { model: string; load: Load }[] {
    return this.loads.open().map((load) => ({ model: load.snapshot().model, load }));
  }

  metricsUrl(): Promise<string | null> {
    return this.worker.metricsUrl();
  }

  flush(timeoutMs = DEFAULT_TIMEOUT_MS): Promise<void> {
    return this.worker.flush(timeoutMs);
  }

  async shutdown(timeoutMs = DEFAULT_TIMEOUT_MS): Promise<void> {
    clearInterval(this.queueTimer);
    this.unsubscribe();
    await this.worker.shutdown(timeoutMs);
    this.providers?.stop();
    this.journal.close();
    running = null;
  }

  /** Keeps a process that has nothing left to do alive until the end of its load is pushed. */
  private holdUntilPushed(): void {
    if (this.config.otlpEndpoint !== null) {
      void this.worker.flush(PUSH_TIMEOUT_MS + SLACK_MS);
    }
  }

  /** Says each death once. The worker reports over OTLP; the providers of the host are here. */
  private reportAbandoned(): void {
    for (const abandoned of this.journal.abandoned.filter(({ reported }) => !reported)) {
      diagnostics.error(abandonedText(abandoned));
      const told = (): void => {
        this.journal.markReported(abandoned.id);
      };
      if (this.providers !== null) {
        this.providers.abandoned(abandoned, loadAttributes(this.pod, abandoned.state), told);
      } else if (this.config.otlpEndpoint === null) {
        told();
      }
    }
  }
}

/** Callers may be plain JavaScript. */
function asObject<T extends object>(what: string, options: T): Partial<T> {
  if (typeof options === 'object' && (options as T | null) !== null) {
    return options;
  }
  diagnostics.warn(`${what}: options must be an object, got ${quote(options)}`);
  return {};
}

function processStartedS({ processStartedS: given }: Partial<LoadOptions>): number {
  if (given === undefined || Number.isFinite(given)) {
    return given ?? PROCESS_STARTED_S;
  }
  diagnostics.warn(`startLoad: processStartedS must be a finite time in Unix seconds, got ${quote(given)}`);
  return PROCESS_STARTED_S;
}

function name(options: Partial<LoadOptions>, key: 'model' | 'server'): string {
  const value: unknown = options[key];
  if (typeof value === 'string') {
    return safeName(value);
  }
  if (value !== undefined || key === 'model') {
    diagnostics.warn(`startLoad: ${key} must be a string, got ${quote(value)}`);
  }
  return '';
}
