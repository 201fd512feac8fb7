import type { IncomingMessage, ServerResponse } from 'node:http';
import { guard } from './guard.js';
import { HttpError } from './http-error.js';
import { text, type Reply } from './reply.js';

export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly handle: (request: IncomingMessage) => Promise<Reply>;
}

/** What answers a GET that no route names; `null`: nothing there. */
export type Files = (path: string) => Promise<Reply | null>;

const SAFE_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "frame-ancestors 'none'",
} as const;

/** @param onFault hears of what should never happen; the sender gets a 500 */
export function router(routes: readonly Route[], files: Files, onFault: (error: unknown) => void) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const reply = await replyTo(request, routes, files).catch((error: unknown) => {
      if (error instanceof HttpError) {
        return text(error.status, error.message);
      }
      // A sender that hangs up in the middle of its body hears no answer anyway.
      if (!request.destroyed || request.complete) {
        onFault(error);
      }
      return text(500, 'coldstart failed at this request; its terminal says how.');
    });
    write(request, response, reply);
  };
}

async function replyTo(request: IncomingMessage, routes: readonly Route[], files: Files): Promise<Reply> {
  guard(request);
  const target = request.url ?? '/';
  if (!URL.canParse(target, 'http://localhost')) {
    throw new HttpError(400, 'The path of this request cannot be read.');
  }
  const path = new URL(target, 'http://localhost').pathname;
  const here = routes.filter((route) => route.path === path);
  const route = here.find(({ method }) => method === request.method);
  if (route) {
    return route.handle(request);
  }
  if (here.length > 0) {
    throw new HttpError(405, `${path} takes ${here.map(({ method }) => method).join(', ')}.`);
  }
  const file = request.method === 'GET' || request.method === 'HEAD' ? await files(path) : null;
  if (!file) {
    throw new HttpError(404, `There is nothing at ${request.method} ${path}.`);
  }
  return file;
}

function write(request: IncomingMessage, response: ServerResponse, reply: Reply): void {
  if (response.destroyed) {
    return;
  }
  const body = typeof reply.body === 'string' ? Buffer.from(reply.body) : reply.body;
  response.writeHead(reply.status, {
    ...SAFE_HEADERS,
    'content-type': reply.type,
    'content-length': body.byteLength,
    'cache-control': 'no-store',
    // What is left of a refused body is not worth reading.
    ...(request.complete ? {} : { connection: 'close' }),
    ...reply.headers,
  });
  response.end(request.method === 'HEAD' ? undefined : body);
  if (!request.complete) {
    request.resume();
  }
}
