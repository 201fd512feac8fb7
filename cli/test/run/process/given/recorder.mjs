/**
 * Writes down each signal that it gets: `node recorder.mjs FILE [generations]`. A line is `WHO SIGNAL`; it has a child
 * that does the same where more than one generation is asked for, and says `WHO ready PID` when it listens. It ends
 * itself when nobody has done so for a minute.
 */
import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const SIGNALS = [
  'SIGTERM',
  'SIGINT',
  'SIGHUP',
  'SIGQUIT',
  'SIGUSR1',
  'SIGUSR2',
  'SIGWINCH',
  'SIGCONT',
  'SIGTSTP',
];
const [file, generations = '1', who = 'child'] = process.argv.slice(2);

for (const signal of SIGNALS) process.on(signal, () => appendFileSync(file, `${who} ${signal}\n`));
if (Number(generations) > 1) {
  const args = [fileURLToPath(import.meta.url), file, String(Number(generations) - 1), `grand${who}`];
  spawn(process.execPath, args, { stdio: 'ignore' });
}
appendFileSync(file, `${who} ready ${process.pid}\n`);
setTimeout(() => process.exit(99), 60_000);
