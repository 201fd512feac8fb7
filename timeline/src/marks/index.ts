export * from './moment.js';
