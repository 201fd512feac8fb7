export { detectByCommand, modelOfCommand } from './by-command.js';
export { LineDetector } from './by-line.js';
export { nearestOf } from './nearest.js';
export type { Nearest } from './nearest.js';
