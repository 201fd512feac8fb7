export { startHub, type Hub } from './hub.js';
