export { loadAttributes, podAttributes } from './identity.js';
export { observe } from './observe.js';
export type { Known } from './observe.js';
export type { Distribution, Labels, Observation } from './observation.js';
