export { HOLES, isHoleName } from './holes.js';
export type { HoleName } from './holes.js';
export { compilePattern } from './pattern.js';
export type { Captures, Match, Pattern } from './pattern.js';
