import { AMD_SIGNALS } from './amd-device-metrics-exporter.js';
import { AUTOSCALER_SIGNALS } from './autoscalers.js';
import { COLDSTART_SIGNALS } from './coldstart.js';
import { DCGM_EXPORTER_SIGNALS } from './dcgm-exporter.js';
import { ENGINE_LOAD_SIGNALS } from './engines-load.js';
import { INTEL_XPU_MANAGER_SIGNALS } from './intel-xpu-manager.js';
import { KUBE_STATE_METRICS_SIGNALS } from './kube-state-metrics.js';
import { QUEUE_SIGNALS } from './queues.js';
import type { Signal } from './signal.js';

export * from './signal.js';
export * from './exporters.js';
export * from './of-gpu.js';
export * from './layouts.js';
export * from './spelling.js';
export * from './units.js';
export { isGpuResource } from './kube-state-metrics.js';

/** Every metric that the timeline understands. To teach it an exporter, add rows. */
export const SIGNALS: readonly Signal[] = [
  ...COLDSTART_SIGNALS,
  ...KUBE_STATE_METRICS_SIGNALS,
  ...DCGM_EXPORTER_SIGNALS,
  ...ENGINE_LOAD_SIGNALS,
  ...AMD_SIGNALS,
  ...INTEL_XPU_MANAGER_SIGNALS,
  ...QUEUE_SIGNALS,
  ...AUTOSCALER_SIGNALS,
];

const BY_METRIC = new Map(SIGNALS.map((signal) => [signal.metric, signal]));

export function signalOf(metric: string): Signal | undefined {
  return BY_METRIC.get(metric);
}
