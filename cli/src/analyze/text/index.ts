export { percent, seconds } from './seconds.js';
export { ascii, plainJson, visible } from './visible.js';
export { cut, padEnd, padStart, widthOf, wrap } from './width.js';
