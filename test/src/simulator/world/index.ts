export { BusyTimes, type Stretch } from './busy-times.js';
export { drawCluster, type Cluster, type Deployment, type Node } from './cluster.js';
export { notedS } from './noted.js';
export { drawSpike, type Spike } from './spike.js';
export { endS, type TrueAttempt, type TrueEnd, type TrueGpu, type TruePhase, type TruePod } from './truth.js';
