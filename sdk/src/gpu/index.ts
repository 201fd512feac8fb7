export { openGpuSource } from './open.js';
export type { GpuReading, GpuSource } from './reading.js';
export { startGpuSampler } from './sampler.js';
export type { GpuSampler } from './sampler.js';
