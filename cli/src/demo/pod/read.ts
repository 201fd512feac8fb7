import { readFile, stat } from 'node:fs/promises';
import type { WeightsSource } from '@coldstart/conventions';
import { readChunks } from '../weights/index.js';

export interface WeightsRead {
  readonly weights: Uint8Array;
  /** Found by what the kernel says it read from a device; `unknown` where it does not say, or where it was a mixture. */
  readonly source: WeightsSource;
}

/** Reads the weights into host memory at the rate of the node's volume. */
export async function readWeights(
  path: string,
  bytesPerS: number,
  onBytes: (bytes: number, expected: number) => void,
): Promise<WeightsRead> {
  const { size } = await stat(path);
  const weights = new Uint8Array(size);
  const before = await bytesFromDevice();
  let bytes = 0;
  for await (const chunk of readChunks(path, bytesPerS)) {
    weights.set(chunk, bytes);
    bytes += chunk.length;
    onBytes(bytes, size);
  }
  const after = await bytesFromDevice();
  return { weights, source: sourceOf(before, after, size) };
}

function sourceOf(before: number | null, after: number | null, size: number): WeightsSource {
  if (before === null || after === null) return 'unknown';
  const share = (after - before) / size;
  if (share < 0.05) return 'page_cache';
  return share > 0.95 ? 'disk' : 'unknown';
}

/** Bytes that this process made the kernel fetch from storage so far; `null` outside Linux. */
async function bytesFromDevice(): Promise<number | null> {
  try {
    const found = /^read_bytes: (\d+)$/m.exec(await readFile('/proc/self/io', 'utf8'));
    return found?.[1] === undefined ? null : Number(found[1]);
  } catch {
    return null;
  }
}
