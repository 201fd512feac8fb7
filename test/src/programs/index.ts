export { findProgram } from './find.js';
export type { Program } from './find.js';
export { prometheusBinaries } from './prometheus.js';
export type { PrometheusBinary } from './prometheus.js';
