export { accuracy } from './accuracy.js';
export { ASKED_AT } from './eta.js';
export { figuresAt } from './figures.js';
export { measure, type Plan } from './measure.js';
export { quantile } from './tally.js';
export { TARGETS, verdict } from './targets.js';
export { trueGaps } from './true-gaps.js';
