import { performance } from 'node:perf_hooks';
import { diagnostics } from '../diagnostics.js';
import { MeteredGate } from './gate.js';
import type { Gate, GateEdge } from './gate.js';
import { resolveLimits } from './limits.js';
import type { GateLimits } from './limits.js';
import type { QueueMeter } from './meter.js';
import { sharedMeter } from './shared.js';

export interface GateOptions extends GateLimits {
  /** Counts the waits. Default: the meter of this process, which `/metrics` shows. */
  readonly meter?: QueueMeter;
}

const edge: GateEdge = {
  nowS: () => performance.now() / 1000,
  after: (seconds, fn) => {
    const timer = setTimeout(fn, seconds * 1000);
    return () => {
      clearTimeout(timer);
    };
  },
};

/** Makes a gate for one bounded resource, such as the slots of a batch. Never throws; a limit that makes no sense is not set. */
export function createGate(options: GateOptions): Gate {
  const { limits, problems } = resolveLimits(options);
  problems.forEach(diagnostics.warn);
  const { meter = sharedMeter() } = (options as GateOptions | undefined) ?? {};
  return new MeteredGate(limits, meter, edge);
}
