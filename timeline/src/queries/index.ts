export type { Choice } from './choice.js';
export * from './pods-query.js';
export type { TimelineFilter } from './scope.js';
export * from './timeline-queries.js';
export * from './written-out.js';
