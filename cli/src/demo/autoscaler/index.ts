export { startAutoscaler } from './autoscaler.js';
export { decide, type ScalingRules, type ScalingState } from './decide.js';
