export * from './estimate.js';
export * from './note.js';
export type * from './witness.js';
