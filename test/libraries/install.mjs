// Installs the model libraries that the tests run with: once, and anew when package-lock.json changes.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));

/** Where the libraries are installed. */
export const LIBRARIES = join(folder, 'node_modules');

/**
 * Installs what is missing. Returns `null`, or why there are no libraries here.
 * @returns {string | null}
 */
export function installLibraries() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return `the model libraries are installed for linux-x64 alone, and this is ${process.platform}-${process.arch}`;
  }
  const stamp = join(LIBRARIES, '.coldstart-installed');
  const digest = createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');
  if (read(stamp) === digest) {
    return null;
  }
  console.error('coldstart: installing the model libraries for the tests (once: half a minute, 1 GB)');
  const { status, stdout, stderr } = spawnSync(
    'npm',
    // Not `ci`, which refuses a lock whose optional packages were left out when it was written.
    [
      'install',
      '--no-save',
      '--omit=optional',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--loglevel',
      'error',
    ],
    { cwd: folder, encoding: 'utf8' },
  );
  if (status !== 0) {
    return `npm install in test/libraries failed:\n${stdout ?? ''}${stderr ?? ''}`;
  }
  mkdirSync(LIBRARIES, { recursive: true });
  writeFileSync(stamp, digest);
  return null;
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
