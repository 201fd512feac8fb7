export { CheckError, checkOfFlag, READY_FLAGS } from './ready/index.js';
export type { HealthCheck } from './ready/index.js';
export { runServer } from './run.js';
export type { RunOptions } from './run.js';
