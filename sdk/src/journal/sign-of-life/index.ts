export { touch } from './touch.js';
