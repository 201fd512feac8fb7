export * from './candidates.js';
export * from './cold-start.js';
export { imageUsesOf } from './image-uses.js';
export * from './missing.js';
export { widestSpacing } from './presence.js';
export type { Question } from './question.js';
export * from './replicas.js';
export * from './sampling.js';
export * from './undated.js';
