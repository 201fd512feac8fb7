export { readChunks } from './chunks.js';
export { pace } from './pace.js';
export { startWeightsServer } from './server.js';
