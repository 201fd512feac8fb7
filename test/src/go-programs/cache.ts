import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Outside the checkout, so that another clone on the same machine finds what is built. */
const CACHE = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'coldstart', 'go');

/** Path of the program, or why this machine cannot have one. */
export type Built = { readonly program: string } | { readonly missing: string };

/** Where a program of this recipe lies, built or not. Another recipe is another file. */
export function cachedPath(name: string, recipe: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of recipe) {
    hash.update(readFileSync(file));
  }
  return join(CACHE, `${name}-${hash.digest('hex').slice(0, 16)}`);
}

/**
 * The program at `path`, built first where it is not there. Of two that build at once the later one wins.
 *
 * @param build leaves the program at `output`, in a folder of its own, or says why it cannot be had
 */
export async function builtOnce(
  path: string,
  build: (folder: string, output: string) => Promise<string | null>,
): Promise<Built> {
  if (existsSync(path)) {
    return { program: path };
  }
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(join(CACHE, 'build-'));
  try {
    const output = join(folder, 'program');
    const missing = await build(folder, output);
    if (missing !== null) {
      return { missing };
    }
    renameSync(output, path);
    return { program: path };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
