export * from './exporter-layout.js';
export * from './fact-book.js';
export * from './identity.js';
export * from './load-facts.js';
export * from './pod-facts.js';
export * from './readings.js';
export * from './samples.js';
export * from './spacing.js';
