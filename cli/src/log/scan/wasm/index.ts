export { createSearch, FINGERPRINT_BYTES, FIRST_BYTES, GROUPS, MOST_BYTES } from './search.js';
export type { Fingerprint, Search } from './search.js';
