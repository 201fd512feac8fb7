export { startChild, type Child, type ChildOptions } from './child.js';
export type { OutputName } from './destinations/index.js';
export { exitCodeOf, type Exit } from './exit.js';
export type { Drain } from './forward.js';
export { reapOrphans } from './orphans.js';
export { forwardSignals } from './signals.js';
