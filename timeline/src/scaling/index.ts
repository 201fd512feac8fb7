export * from './decisions.js';
export * from './triggers.js';
