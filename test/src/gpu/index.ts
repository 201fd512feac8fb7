export { idleShare } from './idle.js';
export type { Sample } from './idle.js';
export { measure } from './measure.js';
export type { Machine, Measured } from './measure.js';
export { readLoad } from './metrics.js';
export { toMarkdown } from './table.js';
