import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onnxModel, type ModelShape } from './onnx.js';
import { byteLength } from './protobuf.js';
import { writeMessage } from './write.js';

export interface ModelFile {
  readonly path: string;
  readonly bytes: number;
  /** An earlier run had left it there with `--keep-model`. */
  readonly reused: boolean;
}

/** Raised when a change of the writer makes files of earlier versions worthless. */
const FORMAT_VERSION = 1;

/**
 * Finds or makes the model's file. A kept file lies in a folder of the system's temporary folder named after its version
 * and size; else the file goes to `runFolder`, which the caller removes. Written under another name first, so that
 * nobody ever reads half a file. Rejects with an error that names the file.
 */
export async function provideModelFile(
  shape: ModelShape,
  options: { readonly runFolder: string; readonly keep: boolean },
): Promise<ModelFile> {
  const message = onnxModel(shape);
  const bytes = byteLength(message);
  const kept = join(tmpdir(), `coldstart-demo-model-v${FORMAT_VERSION}-${bytes}`);
  const keptPath = join(kept, 'model.onnx');
  if ((await sizeOf(keptPath)) === bytes) return { path: keptPath, bytes, reused: true };

  const folder = options.keep ? kept : options.runFolder;
  const path = join(folder, 'model.onnx');
  const draft = `${path}.${process.pid}.part`;
  try {
    await mkdir(folder, { recursive: true });
    await writeMessage(draft, message);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw new Error(
      `the model file ${path} (${Math.round(bytes / 1e6)} MB) could not be written: ${String(error)}. ` +
        'Free some space there, or set TMPDIR to another folder.',
      { cause: error },
    );
  }
  return { path, bytes, reused: false };
}

async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size;
  } catch {
    return null;
  }
}
