export { openNvml } from './source.js';
