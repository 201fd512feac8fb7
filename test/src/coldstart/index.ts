export { commandOf, processesWith } from './family.js';
export { startProcess } from './process.js';
export type { Running } from './process.js';
