export * from './candidates.js';
export * from './cold-start.js';
export * from './missing.js';
export { loneSpacing, seenSpacing, type SeenSpacing } from './presence.js';
export { Question, type Terms } from './question.js';
export * from './sampling.js';
