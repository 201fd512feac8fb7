export { idleShare } from './idle.js';
export type { Sample } from './idle.js';
