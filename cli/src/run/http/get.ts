import { request as requestHttp } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';

export interface Answer {
  readonly status: number;
  /** `null` for one that is longer than was wanted. */
  readonly body: string | null;
}

/**
 * One GET of a server on a connection of its own that is closed with the answer. Follows no redirect: what stands behind
 * one is the answer of another server. Certificates are not verified, as the kubelet does it with its probes: a server
 * behind a proxy has one for another name.
 *
 * @param mostBytes a longer body is not read; 0 reads none
 * @returns `null` where there is no whole answer before `signal`; never rejects
 */
export function get(url: string, mostBytes: number, signal: AbortSignal): Promise<Answer | null> {
  return new Promise((resolve) => {
    const send = url.startsWith('https:') ? requestHttps : requestHttp;
    const request = send(url, {
      agent: false,
      rejectUnauthorized: false,
      headers: { connection: 'close', 'user-agent': 'coldstart' },
      signal,
    });
    const settle = (answer: Answer | null): void => {
      resolve(answer);
      request.destroy();
    };
    request.on('error', () => {
      settle(null);
    });
    request.on('response', (response) => {
      const status = response.statusCode ?? 0;
      textOf(response, mostBytes).then(
        (body) => {
          settle({ status, body });
        },
        () => {
          settle(null);
        },
      );
    });
    request.end();
  });
}

async function textOf(response: IncomingMessage, mostBytes: number): Promise<string | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  if (mostBytes === 0) {
    return null;
  }
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > mostBytes) {
      return null;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
