import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** An HTTP server of its own for one test, and what it saw. */
export async function serveHttp(answer: RequestListener, port = 0) {
  const requests: IncomingMessage[] = [];
  const open = new Set<ServerResponse>();
  let most = 0;
  const server = createServer((request, response) => {
    requests.push(request);
    open.add(response);
    most = Math.max(most, open.size);
    response.on('close', () => open.delete(response));
    answer(request, response);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  onTestFinished(close);
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    requests,
    /** The most requests that were ever open at once. */
    most: () => most,
    close,
  };
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
