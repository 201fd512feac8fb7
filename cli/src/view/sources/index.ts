export { memorySource } from './memory.js';
export { AddressError, prometheusSource } from './prometheus.js';
export { scopedSource, type Scope } from './scoped.js';
export type { SeriesSource } from './source.js';
