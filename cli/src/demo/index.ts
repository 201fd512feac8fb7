export { provideModelFile, type ModelFile, type ModelShape } from './model/index.js';
export type { DemoOptions } from './options.js';
export { PrometheusMissing } from './prometheus/index.js';
export { startProgress, verdict, type DemoSummary } from './report/index.js';
export { runDemo } from './run.js';
