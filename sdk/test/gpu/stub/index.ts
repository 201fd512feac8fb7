import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCE = fileURLToPath(new URL('nvml.c', import.meta.url));

/** Why there can be no stub here; `null` where there can. */
export const STUB_MISSING: string | null =
  process.platform !== 'linux'
    ? 'the stub of NVML is built on Linux'
    : spawnSync('gcc', ['--version']).error !== undefined
      ? 'gcc is not on PATH, so the stub of NVML cannot be built'
      : null;

export interface Stub {
  /** Holds `libnvidia-ml.so.1`, for LD_LIBRARY_PATH. */
  readonly folder: string;
  readonly library: string;
  /** The file that it reads its answers from, for NVML_STUB. */
  readonly control: string;
  /** Sets what it answers from now on. */
  answer(settings: Readonly<Record<string, string | number>>): void;
  remove(): void;
}

/** Builds the stub into a folder of its own. `oldDriver`: without the calls for MIG. */
export function buildStub(oldDriver = false): Stub {
  const folder = mkdtempSync(join(tmpdir(), 'coldstart-nvml-'));
  const library = join(folder, 'libnvidia-ml.so.1');
  const control = join(folder, 'answers');
  const { status, stderr } = spawnSync(
    'gcc',
    ['-shared', '-fPIC', '-Wall', ...(oldDriver ? ['-DOLD_DRIVER'] : []), '-o', library, SOURCE],
    { encoding: 'utf8' },
  );
  if (status !== 0) {
    throw new Error(`the stub of NVML could not be built:\n${stderr}`);
  }
  const answer: Stub['answer'] = (settings) => {
    const lines = Object.entries(settings).map(([key, value]) => `${key}=${value}\n`);
    writeFileSync(control, lines.join(''));
  };
  answer({});
  return {
    folder,
    library,
    control,
    answer,
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
