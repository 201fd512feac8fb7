import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip, inflate } from 'node:zlib';
import { HttpError } from './http-error.js';

/** Of a body as sent, and of what it unpacks to. */
export const MAX_BODY_BYTES = 16 * 1024 * 1024;

const UNPACK = {
  gzip: promisify(gunzip),
  deflate: promisify(inflate),
} as const;

/** @throws HttpError 413 too large, 415 unknown encoding, 400 cut short or not packed as it says */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding !== 'identity' && !Object.hasOwn(UNPACK, encoding)) {
    throw new HttpError(415, `Content-Encoding "${encoding}" is not understood; send gzip, deflate or none.`);
  }
  const body = await readBytes(request);
  if (encoding === 'identity') {
    return body;
  }
  try {
    return await UNPACK[encoding as keyof typeof UNPACK](body, { maxOutputLength: MAX_BODY_BYTES });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw tooLarge();
    }
    throw new HttpError(400, `The body is not ${encoding}: ${(error as Error).message}.`);
  }
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) {
    throw tooLarge();
  }
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) {
      throw tooLarge();
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(): HttpError {
  return new HttpError(413, `The body is larger than ${MAX_BODY_BYTES / 1024 / 1024} MiB.`);
}

/** @throws HttpError 400 */
export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw new HttpError(400, `The body is not JSON: ${(error as Error).message}`);
  }
}
