export { findProgram } from './find.js';
export type { Program } from './find.js';
