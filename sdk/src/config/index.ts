export { hostFacts } from './host.js';
export { PUSH_TIMEOUT_MS, resolveConfig } from './resolve.js';
export type { Config, Resolution } from './resolve.js';
