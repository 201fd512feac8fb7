export { readJson } from './json.js';
export { MalformedError, type Decoded, type Message } from './message.js';
export { translateMetrics } from './metrics.js';
export { readProtobuf } from './protobuf.js';
export { writePartialSuccess } from './response.js';
export type { Translation } from './sample.js';
export { LOGS_REQUEST, METRICS_REQUEST, TRACES_REQUEST, type PartialSuccess } from './schema.js';
export { translateTraces } from './traces.js';
