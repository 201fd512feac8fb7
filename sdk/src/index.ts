export type { Mark, Outcome, Phase, WeightsSource } from '@coldstart/conventions';
export { startColdstart, startLoad } from './coldstart.js';
export type { Coldstart, ColdstartOptions, Load, LoadOptions, PhaseHandle } from './types.js';
