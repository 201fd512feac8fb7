import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** A commit that every file is of. */
const COMMIT = 'c01d'.repeat(10);

export interface Hub {
  /** For `HF_ENDPOINT`. */
  readonly url: string;
  /** Names of the files whose bytes were asked for, in order. */
  readonly served: readonly string[];
  close(): Promise<void>;
}

/** A stand-in of the model hub on this machine: one folder of files as the repository `id`. */
export async function startHub(folder: string, id: string): Promise<Hub> {
  const files = readdirSync(folder);
  const served: string[] = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://hub');
    const resolved = new RegExp(`^/${id}/resolve/[^/]+/(.+)$`).exec(pathname);
    if (resolved !== null) {
      sendFile(response, folder, resolved[1] ?? '', request.method === 'HEAD', served);
    } else if (new RegExp(`^/api/models/${id}/tree/`).test(pathname)) {
      sendJson(
        response,
        files.map((path) => ({ type: 'file', path, oid: oid(folder, path), size: size(folder, path) })),
      );
    } else if (pathname.startsWith(`/api/models/${id}`)) {
      sendJson(response, { id, sha: COMMIT, siblings: files.map((rfilename) => ({ rfilename })), tags: [] });
    } else {
      notFound(response);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    served,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function sendFile(
  response: ServerResponse,
  folder: string,
  name: string,
  headOnly: boolean,
  served: string[],
): void {
  const path = join(folder, name);
  if (name.includes('..') || !existsSync(path)) {
    notFound(response);
    return;
  }
  response.writeHead(200, {
    'content-length': size(folder, name),
    'content-type': 'application/octet-stream',
    etag: `"${oid(folder, name)}"`,
    'x-repo-commit': COMMIT,
  });
  if (headOnly) {
    response.end();
    return;
  }
  served.push(name);
  createReadStream(path).pipe(response);
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

function notFound(response: ServerResponse): void {
  response.writeHead(404, { 'x-error-code': 'EntryNotFound' }).end();
}

function size(folder: string, name: string): number {
  return statSync(join(folder, name)).size;
}

function oid(folder: string, name: string): string {
  return createHash('sha1')
    .update(readFileSync(join(folder, name)))
    .digest('hex');
}
