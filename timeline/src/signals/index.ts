import { COLDSTART_SIGNALS } from './coldstart.js';
import { DCGM_EXPORTER_SIGNALS } from './dcgm-exporter.js';
import { KUBE_STATE_METRICS_SIGNALS } from './kube-state-metrics.js';
import type { Signal } from './signal.js';

export type * from './signal.js';
export * from './layouts.js';
export { isGpuResource } from './kube-state-metrics.js';

/** Every metric that the timeline understands. To teach it an exporter, add rows. */
export const SIGNALS: readonly Signal[] = [
  ...COLDSTART_SIGNALS,
  ...KUBE_STATE_METRICS_SIGNALS,
  ...DCGM_EXPORTER_SIGNALS,
];

const BY_METRIC = new Map(SIGNALS.map((signal) => [signal.metric, signal]));

export function signalOf(metric: string): Signal | undefined {
  return BY_METRIC.get(metric);
}
