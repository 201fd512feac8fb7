export { safeMessage, safeName } from './text.js';
