export * from './segments.js';
export * from './spans.js';
export * from './tree.js';
