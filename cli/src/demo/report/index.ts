export { startProgress, type Progress, type ProgressSink } from './progress.js';
export { statusLine } from './status.js';
export { summarize, type DemoSummary, type PodSummary } from './summary.js';
export { verdict } from './verdict.js';
