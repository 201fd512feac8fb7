export { WorkerHost } from './host.js';
export type { LoadMessage } from './protocol.js';
