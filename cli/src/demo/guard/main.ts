/**
 * Entry of the guard: a process that outlives a demo that is killed, ends what the demo had started and removes its
 * folder. It is told over IPC what there is; when the channel closes, the demo is gone.
 */
import { rmSync } from 'node:fs';
import type { GuardMessage } from './message.js';

const groups = new Set<number>();
const folders = new Set<string>();

process.on('message', (message: GuardMessage) => {
  if (message.kind === 'started') groups.add(message.group);
  else if (message.kind === 'ended') groups.delete(message.group);
  else folders.add(message.path);
});

process.once('disconnect', () => {
  for (const group of groups) {
    try {
      process.kill(-group, 'SIGKILL');
    } catch {
      // It has ended by itself meanwhile.
    }
  }
  for (const folder of folders)
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  process.exit(0);
});

// Ctrl-C in a terminal reaches only the foreground group, but a supervisor may signal each process.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
