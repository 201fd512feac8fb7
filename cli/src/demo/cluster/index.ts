export { startCluster, type Cluster } from './cluster.js';
export { podsToCreate } from './deployment.js';
export type { Node } from './lifecycle.js';
export { termination, type PodRecord, type Termination } from './record.js';
export { Scheduler } from './scheduler.js';
