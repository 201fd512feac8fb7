export { LONGEST_LINE, peel } from './peel.js';
export type { LogLine } from './peel.js';
export { LineSplitter } from './split.js';
export { STAMP_NAMES, YEAR_S } from './stamps.js';
export type { Stamp, StampName } from './stamps.js';
