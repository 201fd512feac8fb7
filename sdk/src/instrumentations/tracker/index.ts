export { modelNameOfFile, modelNameOfId } from './model-name.js';
export { sharedTracker } from './shared.js';
export { Tracker } from './tracker.js';
export type { TrackerEdge } from './tracker.js';
