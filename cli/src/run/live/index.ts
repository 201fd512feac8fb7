export { LiveLoads } from './live-loads.js';
export type { PhaseEvent, ReadyLoad } from './live-loads.js';
export type { SeenPhase } from './phase-tracker.js';
