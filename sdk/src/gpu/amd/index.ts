export { openAmdSysfs } from './sysfs.js';
