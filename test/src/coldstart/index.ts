export { startProcess } from './process.js';
export type { Running } from './process.js';
