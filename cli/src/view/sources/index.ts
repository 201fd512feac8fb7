export { memorySource } from './memory.js';
export { prometheusSource } from './prometheus.js';
export type { SeriesSource } from './source.js';
