export { nameOfCheck } from './check.js';
export type { HealthCheck } from './check.js';
export { CheckError, checkOfFlag, READY_FLAGS } from './flags.js';
export { pollHealth } from './poll.js';
export type { PollOptions } from './poll.js';
export { checkOfProfile } from './profile.js';
export type { ProfileCheck } from './profile.js';
