export { killsIn, oomKills } from './oom.js';
