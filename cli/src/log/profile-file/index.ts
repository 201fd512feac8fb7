export { readProfiles } from './read-profiles.js';
export type { ReadProfiles } from './read-profiles.js';
