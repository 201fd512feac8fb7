export { LEAST_COLUMNS, MOST_COLUMNS } from './look.js';
export type { Look } from './look.js';
export { page } from './page.js';
