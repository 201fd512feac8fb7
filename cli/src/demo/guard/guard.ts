import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { cleanEnvironment } from '../environment.js';
import type { GuardMessage } from './message.js';

export interface Guard {
  /** A child that leads its own process group; killed with its group if the demo dies before `ended`. */
  started(group: number): void;
  ended(group: number): void;
  /** A folder that is removed when the demo is gone, however it went. */
  remove(path: string): void;
  /** Lets the guard do its work and waits for its end. */
  close(): Promise<void>;
}

export function startGuard(): Guard {
  const child = spawn(process.execPath, [fileURLToPath(new URL('main.js', import.meta.url))], {
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: cleanEnvironment(),
  });
  const ended = once(child, 'exit');
  const tell = (message: GuardMessage): void => {
    if (child.connected) child.send(message);
  };
  return {
    started: (group) => {
      tell({ kind: 'started', group });
    },
    ended: (group) => {
      tell({ kind: 'ended', group });
    },
    remove: (path) => {
      tell({ kind: 'remove', path });
    },
    async close() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
