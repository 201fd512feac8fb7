import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provideModelFile } from '@coldstart/cli';
import type { ModelFile } from '@coldstart/cli';

/** About 690 MB of weights: what a load of a small language model reads. */
const SHAPE = { vocabulary: 32_000, hidden: 768, tables: 7, layers: 2 } as const;

/** Writes a real ONNX model for the time of `work`, and removes it. */
export async function withModel<T>(work: (model: ModelFile) => Promise<T>): Promise<T> {
  const runFolder = await mkdtemp(join(tmpdir(), 'coldstart-bench-'));
  try {
    return await work(await provideModelFile(SHAPE, { runFolder, keep: false }));
  } finally {
    await rm(runFolder, { recursive: true, force: true });
  }
}
