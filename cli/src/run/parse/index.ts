export { ParserHost } from './parser-host.js';
export type { ParserOptions } from './parser-host.js';
