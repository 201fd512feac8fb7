export { JOBS, prometheusConfig } from './config.js';
export { findPrometheus, PrometheusMissing } from './find.js';
export { startPrometheus, type PrometheusServer } from './server.js';
export { TargetFiles } from './targets.js';
