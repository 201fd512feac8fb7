import { createWriteStream } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** Downloads the weights onto the node, under another name until they are whole. */
export async function fetchWeights(url: string, path: string): Promise<void> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, resolve).once('error', reject);
  });
  if (response.statusCode !== 200) {
    response.resume();
    throw new Error(`download of the weights from ${url}: HTTP status ${response.statusCode ?? 'missing'}`);
  }
  await mkdir(dirname(path), { recursive: true });
  await pipeline(response, createWriteStream(`${path}.part`));
  await rename(`${path}.part`, path);
}
