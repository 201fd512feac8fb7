import { connect } from 'node:net';
import type { TcpCheck } from './check.js';

/** Whether somebody takes a connection there. Never rejects. */
export function askTcp({ host, port }: TcpCheck, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const settle = (ready: boolean): void => {
      signal.removeEventListener('abort', giveUp);
      resolve(ready);
      socket.destroy();
    };
    const giveUp = (): void => {
      settle(false);
    };
    socket.on('connect', () => {
      settle(true);
    });
    socket.on('error', giveUp);
    signal.addEventListener('abort', giveUp);
    if (signal.aborted) {
      giveUp();
    }
  });
}
