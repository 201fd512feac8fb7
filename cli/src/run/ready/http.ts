import { request as requestHttp } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { HttpCheck } from './check.js';

/** An answer that says whether a server is ready is shorter. */
const MOST_BODY_BYTES = 256 * 1024;

/**
 * Whether the server says by HTTP that it is ready. Follows no redirect, since what stands behind it is another server's
 * answer, and keeps no connection. Certificates are not verified, as the kubelet does it: a server behind a proxy has
 * one for another name. Never rejects.
 */
export function askHttp({ url, filled }: HttpCheck, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const send = url.startsWith('https:') ? requestHttps : requestHttp;
    const request = send(url, {
      agent: false,
      rejectUnauthorized: false,
      headers: { connection: 'close', 'user-agent': 'coldstart' },
      signal,
    });
    const settle = (ready: boolean): void => {
      resolve(ready);
      request.destroy();
    };
    request.on('error', () => {
      settle(false);
    });
    request.on('response', (response) => {
      const { statusCode = 0 } = response;
      if (statusCode < 200 || statusCode > 299 || filled === undefined) {
        settle(statusCode >= 200 && statusCode <= 299);
        return;
      }
      void textOf(response).then((text) => {
        settle(text !== null && isFilled(text, filled));
      });
    });
    request.end();
  });
}

/** `null` for what is cut short or too long. */
async function textOf(response: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > MOST_BODY_BYTES) {
        return null;
      }
      chunks.push(chunk);
    }
  } catch {
    return null;
  }
  return Buffer.concat(chunks).toString();
}

function isFilled(text: string, name: string): boolean {
  try {
    const body: unknown = JSON.parse(text);
    const list = typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : null;
    return Array.isArray(list) && list.length > 0;
  } catch {
    return false;
  }
}
