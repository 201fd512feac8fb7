export { accuracy } from './accuracy.js';
export { figuresAt } from './figures.js';
export { measure, type Plan } from './measure.js';
export { TARGETS, verdict } from './targets.js';
export { trueGaps } from './true-gaps.js';
