import { hostname } from 'node:os';
import { nowS, PROCESS_STARTED_S } from './clock.js';
import { resolveConfig } from './config/index.js';
import { diagnostics } from './diagnostics.js';
import { TrackedLoad } from './load/index.js';
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
  const { config, problems } = resolveConfig(options, process.env, hostname());
  for (const problem of problems) {
    diagnostics.warn(problem);
  }
  running = connect(new WorkerHost(config));
  return running;
}

/** Begins a load; starts coldstart from the environment first where nobody has. Never throws. */
export function startLoad(options: LoadOptions): Load {
  return (running ?? startColdstart()).startLoad(options);
}

function connect(host: WorkerHost): Coldstart {
  let loads = 0;
  return {
    startLoad(options) {
      const load = ++loads;
      const identity = {
        model: name(options, 'model'),
        server: name(options, 'server'),
        attempt: attemptNumber(options.attempt),
        startS: nowS(),
        processStartedS: PROCESS_STARTED_S,
      };
      host.send({ type: 'load', load, identity });
      return new TrackedLoad(identity, {
        nowS,
        send: (transition) => {
          host.send({ type: 'transition', load, transition });
        },
        complain: (message) => {
          diagnostics.warn(message);
        },
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

function name(options: LoadOptions, key: 'model' | 'server'): string {
  const value: unknown = options[key];
  if (typeof value === 'string') {
    return value;
  }
  if (value !== undefined || key === 'model') {
    diagnostics.warn(`startLoad: ${key} must be a string, got ${String(value)}`);
  }
  return '';
}

function attemptNumber(value: number | undefined): number {
  if (value === undefined || (Number.isInteger(value) && value >= 1)) {
    return value ?? 1;
  }
  diagnostics.warn(`startLoad: attempt must be a whole number from 1 on, got ${String(value)}; using 1`);
  return 1;
}
