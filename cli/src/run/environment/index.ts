export { childEnvironment } from './environment.js';
