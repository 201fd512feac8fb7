import type { IncomingMessage } from 'node:http';
import { HttpError } from './http-error.js';

const LOOPBACK_NAMES: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost']);

/**
 * Lets through what was addressed to this machine, and of browsers only our own page: a foreign page can make a browser
 * send requests to 127.0.0.1 (with its own name in `Host` after DNS rebinding, with its `Origin` otherwise).
 *
 * @throws HttpError 403
 */
export function guard(request: IncomingMessage): void {
  const { host, origin } = request.headers;
  const name = (host ?? '').replace(/:\d+$/, '').toLowerCase();
  if (!LOOPBACK_NAMES.has(name)) {
    throw new HttpError(
      403,
      `Host "${host ?? ''}" is refused: coldstart answers only to 127.0.0.1 and localhost.`,
    );
  }
  if (request.method !== 'GET' && origin !== undefined && origin !== `http://${host}`) {
    throw new HttpError(403, `Origin "${origin}" is refused: only coldstart's own page may send requests.`);
  }
}
