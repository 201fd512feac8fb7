export * from './critical-path.js';
export * from './segments.js';
export * from './settle.js';
export * from './spans.js';
export * from './tree.js';
