export { killMatrix } from './kill-matrix.js';
