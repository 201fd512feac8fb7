export { eventsOfPython } from './python.js';
export { eventsOfSpans } from './spans.js';
