export type { AbandonedLoad } from './abandoned.js';
export { openJournal } from './journal.js';
export type { Journal, JournalOptions } from './journal.js';
export { touch } from './sign-of-life/index.js';
