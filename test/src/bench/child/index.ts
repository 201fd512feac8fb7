export { heard, say, startChild } from './child.js';
export type { Child } from './child.js';
