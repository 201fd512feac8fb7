export { abandonedText, endingOf, endingOfAbandoned } from './endings.js';
export { writeAbandonedLog } from './log.js';
export { writeSpans } from './write.js';
export type { Ending } from './write.js';
