export * from './quantile.js';
export * from './tracks.js';
export * from './waits.js';
