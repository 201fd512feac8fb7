/**
 * Draws clusters whose every boundary, GPU burst and wait is known, and shows what exporters and Prometheus would have
 * made of them. The same seed gives the same bytes.
 */
export { collectIntervalS } from './exporters/index.js';
export { Random } from './random.js';
export { answer as ask } from './prometheus/index.js';
export { render, store, viewOf, type Stored } from './render.js';
export * from './world/index.js';
