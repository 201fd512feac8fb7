export { startApiServer } from './api-server.js';
export type { ApiServer } from './api-server.js';
export { startKubeStateMetrics } from './kube-state-metrics.js';
export type { KubeStateMetrics } from './kube-state-metrics.js';
export { NAMESPACE, playScaleUp } from './story.js';
