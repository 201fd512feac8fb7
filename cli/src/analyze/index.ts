export { analyzeLog } from './analyze-log.js';
export type { AnalyzedLog } from './analyze-log.js';
export { lookOf } from './look-of.js';
export { LEAST_COLUMNS, MOST_COLUMNS, page } from './page/index.js';
export type { Look } from './page/index.js';
export { LogProblem } from './problem.js';
export { plainJson, visible } from './text/index.js';
