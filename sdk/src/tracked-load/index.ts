export { LoadRegistry } from './registry.js';
export { TrackedLoad } from './tracked-load.js';
export type { LoadEdge } from './tracked-load.js';
