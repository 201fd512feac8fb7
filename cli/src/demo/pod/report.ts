import type { PodMessage } from './settings.js';

/** Tells the cluster; resolves once the message is on its way, so that a native call may block the thread after it. */
export function report(message: PodMessage): Promise<void> {
  return new Promise((resolve) => {
    if (!process.connected || process.send === undefined) resolve();
    else
      process.send(message, undefined, undefined, () => {
        resolve();
      });
  });
}
