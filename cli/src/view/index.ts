export type { QueryResult, SeriesRequest, Status, WireSeries } from './api.js';
export { PortInUseError } from './http/index.js';
export { AddressError } from './sources/index.js';
export type { SeriesStore } from './store/index.js';
export { startViewer, type Viewer, type ViewerOptions } from './viewer.js';
