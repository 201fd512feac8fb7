export type * from './answer.js';
export { whatIfTogether } from './together.js';
export { whatIf } from './what-if.js';
