export * from './activity.js';
export * from './allocation.js';
export * from './gaps.js';
export * from './idle.js';
export * from './repeats.js';
export * from './report.js';
export * from './samples.js';
