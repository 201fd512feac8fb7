export { TrackedLoad } from './load.js';
export type { LoadEdge } from './load.js';
export { LoadRegistry } from './registry.js';
export { misuse } from './misuse.js';
export { reduce } from './reduce.js';
export { initialState } from './state.js';
export type { LoadIdentity, LoadResult, LoadState, PhaseRecord, Transition } from './state.js';
