export { openRoutes, type Route } from './choose.js';
