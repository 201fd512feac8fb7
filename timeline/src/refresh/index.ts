export { TimelineBuilder } from './timeline-builder.js';
