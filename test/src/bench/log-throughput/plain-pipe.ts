/** What a wrapper cannot do without: a child in a session of its own, and its output handed on. Arguments: its command. */
import { spawn } from 'node:child_process';

const [command = '', ...args] = process.argv.slice(2);
const child = spawn(command, args, { detached: true, stdio: ['inherit', 'pipe', 'inherit'] });
child.stdout.pipe(process.stdout);
child.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
