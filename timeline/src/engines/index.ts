export * from './figures.js';
export * from './compare.js';
