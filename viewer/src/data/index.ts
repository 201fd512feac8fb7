export type { Status } from './api';
export { ConnectionMonitor, type Connection } from './connection';
export * from './data-source';
export { runRequest } from './run-request';
