export { boundaries } from './boundaries.js';
