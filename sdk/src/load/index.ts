export { misuse } from './misuse.js';
export { reduce } from './reduce.js';
export { initialState } from './state.js';
export type { LoadIdentity, LoadResult, LoadState, PhaseRecord, Transition } from './state.js';
