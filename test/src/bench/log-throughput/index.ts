export { logThroughput } from './log-throughput.js';
