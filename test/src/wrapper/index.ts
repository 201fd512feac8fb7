export { startReplay } from './replay.js';
export type { Replay, Replaying } from './replay.js';
export { analyze, joined, stretches } from './report.js';
export type { Report, Stretch } from './report.js';
export { openEye } from './timeline.js';
export type { Eye } from './timeline.js';
export { eventually, startWrapper } from './wrapper.js';
export type { Wrapper, WrapperOptions } from './wrapper.js';
