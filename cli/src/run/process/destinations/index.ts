export { findDestinations, type Destination, type OutputName } from './destination.js';
export { openSink } from './sink.js';
