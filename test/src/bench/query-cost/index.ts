export { queryCost } from './query-cost.js';
