import { open } from 'node:fs/promises';
import { pace } from './pace.js';

const CHUNK_BYTES = 1 << 20;

/** Reads a file from its start to its end in pieces, at most at the given rate. Each piece is a new buffer. */
export async function* readChunks(path: string, bytesPerS: number): AsyncGenerator<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const keepPace = pace(bytesPerS);
    for (;;) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
      await keepPace(bytesRead);
    }
  } finally {
    await file.close();
  }
}
