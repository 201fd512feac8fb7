export { buildGoProgram, builtGoProgram, goModuleVersion, SMALL } from './build.js';
export type { GoProgram } from './build.js';
export { builtOnce, cachedPath } from './cache.js';
export type { Built } from './cache.js';
export { go, whyNotFetched } from './go.js';
