export { buildTimeline } from './build-timeline.js';
export {
  gpuSeconds,
  gpuSecondsBy,
  idleGpuS,
  underGaps,
  worstOf,
  type GpuSeconds,
  type GpuSecondsKey,
} from './gpu/index.js';
export type * from './model.js';
export * from './queries/index.js';
export { TimelineBuilder } from './refresh/index.js';
export { medianSpacing } from './read/index.js';
export type * from './series.js';
export { SIGNALS } from './signals/index.js';
export type { Signal } from './signals/index.js';
export type * from './trace-span.js';
export * from './eta/index.js';
export { queueImpacts } from './impact/index.js';
export type { Baseline, QueueImpact, Stretch } from './impact/index.js';
export type { ClassField, Interval } from './history/index.js';
export * from './what-if/index.js';
