export { WorkerHost } from './host.js';
