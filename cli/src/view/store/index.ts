export { evaluate } from './evaluate.js';
export type { Sample } from './sample.js';
export { DEFAULT_LIMITS, SeriesStore, type StoredSeries, type StoreLimits } from './series-store.js';
