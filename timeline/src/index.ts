export type * from './model.js';
export type * from './series.js';
export * from './queries/index.js';
