export { buildTimeline } from './build-timeline.js';
export type * from './model.js';
export * from './queries/index.js';
export type * from './series.js';
