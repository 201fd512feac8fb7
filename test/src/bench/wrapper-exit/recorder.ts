/**
 * A program that writes each signal that it gets to a file, a line `WHO SIGNAL` each, and has a child that does so
 * too. Its second SIGTERM ends it. `node recorder.js FILE [WHO]`
 */
import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { FORWARDED, READY, WHO } from './recorded.js';

const TOO_LONG_MS = 60_000;

const [module = '', file = '', who = WHO[0]] = process.argv.slice(1);
const write = (word: string): void => {
  appendFileSync(file, `${who} ${word}\n`);
};

let terms = 0;
for (const signal of FORWARDED) {
  process.on(signal, () => {
    write(signal);
    terms += signal === 'SIGTERM' ? 1 : 0;
    if (terms === 2) process.exit(0);
  });
}
write(READY);
if (who === WHO[0]) {
  spawn(process.execPath, [module, file, WHO[1]], { stdio: 'ignore' });
}
setTimeout(() => process.exit(99), TOO_LONG_MS);
