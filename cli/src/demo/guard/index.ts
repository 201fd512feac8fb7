export { startGuard, type Guard } from './guard.js';
