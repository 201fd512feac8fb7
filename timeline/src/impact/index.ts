export type * from './answer.js';
export { noteUnjoined } from './unjoined.js';
export { queueImpacts } from './queue-impacts.js';
