import { hostname } from 'node:os';
import { nowS, PROCESS_STARTED_S } from './clock.js';
import { PUSH_TIMEOUT_MS, resolveConfig } from './config/index.js';
import { diagnostics } from './diagnostics.js';
import { TrackedLoad } from './load/index.js';
import { quote } from './quote.js';
import type { Coldstart, ColdstartOptions, Load, LoadOptions } from './types.js';
import { WorkerHost } from './worker/index.js';

const DEFAULT_TIMEOUT_MS = 5000;

let running: Coldstart | null = null;

/**
 * Starts coldstart in this process: a worker thread that serves `/metrics` and pushes OTLP while the main thread
 * loads the model. A second call warns and returns the running one, whatever its options. Never throws.
 */
export function startColdstart(options: ColdstartOptions = {}): Coldstart {
  if (running !== null) {
    diagnostics.warn('startColdstart was called again; the running one is kept, with its options');
    return running;
  }
  const { config, problems } = resolveConfig(asObject('startColdstart', options), process.env, hostname());
  problems.forEach(diagnostics.warn);
  running = connect(new WorkerHost(config), config.otlpEndpoint !== null);
  return running;
}

/** Begins a load; starts coldstart from the environment first where nobody has. Never throws. */
export function startLoad(options: LoadOptions): Load {
  return (running ?? startColdstart()).startLoad(options);
}

function connect(host: WorkerHost, pushes: boolean): Coldstart {
  let loads = 0;
  const attempts = new Map<string, number>();
  return {
    startLoad(given) {
      const options = asObject('startLoad', given);
      const model = name(options, 'model');
      const load = ++loads;
      const attempt = attemptNumber(options.attempt, attempts.get(model) ?? 0);
      attempts.set(model, attempt);
      const identity = {
        model,
        server: name(options, 'server'),
        attempt,
        startS: nowS(),
        processStartedS: PROCESS_STARTED_S,
      };
      host.send({ type: 'load', load, identity });
      return new TrackedLoad(identity, {
        nowS,
        send: (transition) => {
          host.send({ type: 'transition', load, transition });
          if (pushes && (transition.type === 'ready' || transition.type === 'fail')) {
            // Keeps a process that has nothing left to do alive until the end of its load is pushed.
            void host.flush(PUSH_TIMEOUT_MS);
          }
        },
        complain: diagnostics.warn,
      });
    },
    metricsUrl: () => host.metricsUrl(),
    flush: (timeoutMs = DEFAULT_TIMEOUT_MS) => host.flush(timeoutMs),
    shutdown: async (timeoutMs = DEFAULT_TIMEOUT_MS) => {
      await host.shutdown(timeoutMs);
      running = null;
    },
  };
}

/** Callers may be plain JavaScript. */
function asObject<T extends object>(what: string, options: T): Partial<T> {
  if (typeof options === 'object' && (options as T | null) !== null) {
    return options;
  }
  diagnostics.warn(`${what}: options must be an object, got ${quote(options)}`);
  return {};
}

function name(options: Partial<LoadOptions>, key: 'model' | 'server'): string {
  const value: unknown = options[key];
  if (typeof value === 'string') {
    return value;
  }
  if (value !== undefined || key === 'model') {
    diagnostics.warn(`startLoad: ${key} must be a string, got ${quote(value)}`);
  }
  return '';
}

/** Two loads of one model with the same number would be one series on `/metrics`. */
function attemptNumber(value: number | undefined, last: number): number {
  if (value === undefined) {
    return last + 1;
  }
  if (Number.isInteger(value) && value > last) {
    return value;
  }
  diagnostics.warn(
    `startLoad: attempt must be a whole number from ${last + 1} on, got ${quote(value)}; using ${last + 1}`,
  );
  return last + 1;
}
