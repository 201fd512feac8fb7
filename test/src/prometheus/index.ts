export { BLOCK_H, fillFrom } from './blocks.js';
export { freePort, startPrometheus } from './prometheus.js';
export type { Prometheus, PrometheusOptions, Sample } from './prometheus.js';
