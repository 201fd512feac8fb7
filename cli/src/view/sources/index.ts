export { memorySource } from './memory.js';
export { AddressError, prometheusSource } from './prometheus.js';
export type { SeriesSource } from './source.js';
