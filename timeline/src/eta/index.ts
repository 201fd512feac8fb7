export type * from './answer.js';
export { readyEta } from './ready-eta.js';
