export { nextArrivalS, seededRandom } from './arrivals.js';
export { startTraffic, type TrafficGenerator } from './generator.js';
