export type * from './answer.js';
export { queueImpacts } from './queue-impacts.js';
