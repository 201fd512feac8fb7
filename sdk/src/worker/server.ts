import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface MetricsServer {
  /** URL of `/metrics`. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves `/metrics`; everything else is 404. Port 0 takes a free one.
 * Rejects when the address cannot be had, with a message that names it and the setting.
 */
export async function serveMetrics(
  host: string,
  port: number,
  scrape: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?', 1)[0];
    if (path !== '/metrics') {
      response
        .writeHead(404, { 'content-type': 'text/plain' })
        .end('Not here. The metrics are at /metrics.\n');
    } else if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD' }).end();
    } else {
      scrape(request, response);
    }
  });
  await listen(server, host, port);
  const address = server.address() as AddressInfo;
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return {
    url: `http://${name}:${address.port}/metrics`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(
        new Error(
          `/metrics cannot listen on ${host}:${port} (${error.message}); ` +
            'set COLDSTART_METRICS_PORT to a free port, or to off',
        ),
      );
    });
    server.listen(port, host, resolve);
  });
}
