import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export class PortInUseError extends Error {
  constructor(readonly port: number) {
    super(
      `Port ${port} on 127.0.0.1 is taken, perhaps by another coldstart. Choose another with --port <number>, or any free one with --port 0.`,
    );
  }
}

export interface Listening {
  readonly port: number;
  /** Resolves when the port is free again; open connections are cut. */
  close(): Promise<void>;
}

/**
 * @param port 0: any that is free
 * @throws PortInUseError
 */
export async function listen(listener: RequestListener, host: string, port: number): Promise<Listening> {
  const server = createServer(listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortInUseError(port) : error);
    });
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
