export { detectByCommand } from './by-command.js';
export { LineDetector } from './by-line.js';
export { modelOfCommand } from './model.js';
export { nearestOf } from './nearest.js';
export type { Nearest } from './nearest.js';
