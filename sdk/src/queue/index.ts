export { createGate } from './create.js';
export type { GateOptions } from './create.js';
export { GateFullError, GateTimeoutError } from './errors.js';
export type { Gate } from './gate.js';
export { gateExpress, gateFastify, gateHttp } from './middleware.js';
export type { FastifyReplyLike } from './middleware.js';
export { QueueMeter } from './meter.js';
export type { QueueSnapshot } from './meter.js';
export { sharedMeter } from './shared.js';
