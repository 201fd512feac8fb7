export { openBrowser } from './browser.js';
export type { Browser, BrowserOptions } from './browser.js';
