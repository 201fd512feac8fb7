export * from './candidates.js';
export * from './cold-start.js';
export type { ImageUse } from './image-pull.js';
export { firstUses, imageUsesOf, type NamedUse } from './image-uses.js';
export * from './missing.js';
export { loneSpacing, seenSpacing, type SeenSpacing } from './presence.js';
export { Question, type Terms } from './question.js';
export * from './replicas.js';
export * from './sampling.js';
