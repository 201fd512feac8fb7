export { freePort, startPrometheus } from './prometheus.js';
export type { Prometheus, Sample } from './prometheus.js';
