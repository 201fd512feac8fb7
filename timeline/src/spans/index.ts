export * from './join.js';
export * from './phase-names.js';
export * from './read-spans.js';
export type * from './span-load.js';
