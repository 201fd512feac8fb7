export { nameOf, programsOf } from './programs.js';
export type { Program } from './programs.js';
