export { buildCollector } from './build.js';
export { startCollector } from './collector.js';
export type { Collector } from './collector.js';
export { readExposition } from './exposition.js';
export type { Page } from './exposition.js';
