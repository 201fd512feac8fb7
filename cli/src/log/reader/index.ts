export { FailureCause } from './cause.js';
export { LogClock } from './clock.js';
export type { LogEvent, Subject } from './events.js';
export { LogReader } from './reader.js';
export type { Moment } from './reader.js';
