export { PrometheusMissing, runDemo, startProgress } from './demo/index.js';
export { provideModelFile } from './demo/index.js';
export type { DemoOptions, DemoSummary, ModelFile, ModelShape } from './demo/index.js';
export { isPythonCommand, startPythonHook } from './run/python/index.js';
export type { PythonEvent, PythonHook } from './run/python/index.js';
export { startViewer } from './view/index.js';
export type { QueryResult, SeriesRequest, Status, Viewer, ViewerOptions, WireSeries } from './view/index.js';
