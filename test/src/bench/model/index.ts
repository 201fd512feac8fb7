export { withModel } from './model.js';
