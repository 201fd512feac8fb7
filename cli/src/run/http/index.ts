export { get } from './get.js';
export type { Answer } from './get.js';
