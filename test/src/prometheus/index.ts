export { BLOCK_H, fillFrom } from './blocks.js';
export { freePort, startPrometheus } from './prometheus.js';
export type { Prometheus, PrometheusOptions, Sample } from './prometheus.js';
export { seriesOf } from './series.js';
export type { Span } from './series.js';
