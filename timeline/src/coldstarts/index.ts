export * from './candidates.js';
export * from './clocks.js';
export * from './cold-start.js';
export { loadBeginsS } from './load-begin.js';
export * from './missing.js';
export { widestSpacing } from './presence.js';
export type { Question } from './question.js';
export * from './sampling.js';
export { noteUndated } from './reported.js';
