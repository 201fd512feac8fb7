export { portOf } from './port.js';
