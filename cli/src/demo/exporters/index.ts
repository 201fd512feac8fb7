export { BusyMeter } from './busy.js';
export { dcgmSamples, GpuSampler } from './dcgm-exporter.js';
export { startExporter, type Exporter } from './exporter.js';
export { kubeStateSamples } from './kube-state-metrics.js';
export { queueInstruments } from './queue.js';
export type { Sample } from './sample.js';
