export { answer, type Range } from './query.js';
export { scrape } from './scrape.js';
