export { wrapperExit } from './wrapper-exit.js';
