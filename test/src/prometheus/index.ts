export { freePort, startPrometheus } from './prometheus.js';
export type { Labelling, Prometheus, Sample } from './prometheus.js';
