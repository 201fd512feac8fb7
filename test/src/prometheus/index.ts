export { BLOCK_H, fillFrom } from './blocks.js';
export { freePort, startPrometheus } from './prometheus.js';
export type { Prometheus, Sample } from './prometheus.js';
