import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What is wrong with a port; all else is wrong with the address. */
const PORT_ERRORS: ReadonlySet<string | undefined> = new Set(['EADDRINUSE', 'EACCES']);

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

export interface StatusServer {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Answers GET and HEAD of the paths in `routes`; everything else is 404. Port 0 takes a free one; `url` is that of the
 * first path. Rejects when the address cannot be had, with a message that names it and the setting.
 */
export async function serve(
  host: string,
  port: number,
  routes: ReadonlyMap<string, () => Answer>,
): Promise<StatusServer> {
  const paths = [...routes.keys()];
  const server = createServer((request, response) => {
    const route = routes.get((request.url ?? '').split('?', 1)[0] ?? '');
    if (route === undefined) {
      response
        .writeHead(404, { 'content-type': 'text/plain' })
        .end(`Not here. There are ${paths.join(', ')}.\n`);
    } else if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD' }).end();
    } else {
      const { status, type, body } = route();
      response
        .writeHead(status, {
          'content-type': type,
          'content-length': Buffer.byteLength(body),
          'cache-control': 'no-store',
        })
        .end(body);
    }
  });
  await listen(server, host, port);
  const address = server.address() as AddressInfo;
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return {
    url: `http://${name}:${address.port}${paths[0] ?? '/'}`,
    port: address.port,
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
            (PORT_ERRORS.has((error as NodeJS.ErrnoException).code)
              ? 'set COLDSTART_METRICS_PORT to a free port, or to off'
              : 'set COLDSTART_METRICS_HOST to an address of this machine, 0.0.0.0 for all'),
        ),
      );
    });
    server.listen(port, host, resolve);
  });
}
