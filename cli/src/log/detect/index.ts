export { detectByCommand, modelOfCommand } from './by-command.js';
export { LineDetector } from './by-line.js';
