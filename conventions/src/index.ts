export * from './attributes.js';
export * from './marks.js';
export * from './metrics.js';
export * from './phases.js';
export * from './spans.js';
