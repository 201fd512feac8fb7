export { finderFor } from './finder.js';
export { LineScanner } from './line-scanner.js';
export type { LineFinder } from './line-scanner.js';
export { wordsOf } from './tokens.js';
export { WordFinder } from './word-finder.js';
