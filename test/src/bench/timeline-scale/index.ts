export { timelineScale } from './timeline-scale.js';
