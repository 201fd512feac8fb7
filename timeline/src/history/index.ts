export * from './classes.js';
export * from './steps.js';
export * from './weighted.js';
