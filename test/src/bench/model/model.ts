import { statfsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provideModelFile } from '@coldstart/cli';
import type { ModelFile } from '@coldstart/cli';

/** Embedding tables of about 98 MB each, and next to nothing else. */
const TABLE = { vocabulary: 32_000, hidden: 768, layers: 2 } as const;

/** Where files of memory lie: loads from there do not vary with the disk. */
const IN_MEMORY = '/dev/shm';
const ROOM_BYTES = 4e9;

/** Writes a real ONNX model for the time of `work`, and removes it. An ONNX file ends at 2 GB: at most 20 tables. */
export async function withModel<T>(tables: number, work: (model: ModelFile) => Promise<T>): Promise<T> {
  const runFolder = await mkdtemp(join(quietFolder(), 'coldstart-bench-'));
  try {
    return await work(await provideModelFile({ ...TABLE, tables }, { runFolder, keep: false }));
  } finally {
    await rm(runFolder, { recursive: true, force: true });
  }
}

function quietFolder(): string {
  try {
    const { bavail, bsize } = statfsSync(IN_MEMORY);
    return bavail * bsize > ROOM_BYTES ? IN_MEMORY : tmpdir();
  } catch {
    return tmpdir();
  }
}
