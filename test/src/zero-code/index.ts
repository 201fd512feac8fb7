export { loadsOf } from './load.js';
export type { SeenLoad } from './load.js';
export { NODES, Workplace } from './server.js';
export type { Server } from './server.js';
