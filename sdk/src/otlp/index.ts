export { hearDiagnostics } from './diagnostics.js';
export { producerOf } from './producer.js';
export { Push } from './push.js';
