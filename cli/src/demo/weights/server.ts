import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { listen, type Listener } from '../listen.js';
import { readChunks } from './chunks.js';

/** Serves one file at `/model.onnx`, each download held to `bytesPerS`. Stands for an object store. */
export async function startWeightsServer(path: string, bytesPerS: number): Promise<Listener> {
  const { size } = await stat(path);
  return listen(async (request, response) => {
    if (request.url !== '/model.onnx') {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': size });
    await pipeline(Readable.from(readChunks(path, bytesPerS)), response);
  });
}
