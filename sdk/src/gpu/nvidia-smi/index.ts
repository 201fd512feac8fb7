export { openNvidiaSmi } from './source.js';
