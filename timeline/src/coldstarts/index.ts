export * from './candidates.js';
export * from './cold-start.js';
export * from './missing.js';
