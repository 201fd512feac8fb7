export { factsOf, type Facts } from './facts';
export { Tooltip } from './Tooltip';
