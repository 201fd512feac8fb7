export * from './moment.js';
export * from './precedence.js';
