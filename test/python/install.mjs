// Installs torch and two generations of transformers for the tests of the Python hook: once, and anew when what is
// asked for changes. They lie in the user's cache, so that every clone shares them.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
const SOURCES = ['torch.txt', 'transformers-4.txt', 'transformers-5.txt', 'stand_in_cuda.py'];
const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'coldstart', 'python');
const UNUSED_MS = 14 * 24 * 3600 * 1000;

/**
 * The interpreters by the major version of their transformers, or why there are none here.
 * @returns {{ readonly 4: string, readonly 5: string } | { readonly missing: string }}
 */
export function installPython() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return {
      missing: `torch is installed for linux-x64 alone, and this is ${process.platform}-${process.arch}`,
    };
  }
  const version = run('python3', [
    '-c',
    'import sys, venv, ensurepip; print(sys.version_info[:2] >= (3, 10), sys.version)',
  ]);
  if (version.status !== 0 || !version.stdout.startsWith('True')) {
    return { missing: 'there is no python3 from 3.10 on with venv and pip' };
  }
  const digest = createHash('sha256').update(version.stdout);
  for (const name of SOURCES) digest.update(readFileSync(join(folder, name)));
  const home = join(cache, digest.digest('hex').slice(0, 12));
  const interpreters = { 4: python(home, 4), 5: python(home, 5) };
  const stamp = join(home, 'installed');
  if (existsSync(stamp)) {
    const now = new Date();
    utimesSync(stamp, now, now);
    return interpreters;
  }
  console.error('coldstart: installing torch and transformers for the tests (once: a minute or two, 1.8 GB)');
  removeOld();
  mkdirSync(home, { recursive: true });
  for (const [command, args] of steps(home)) {
    const { status, stdout, stderr, error } = run(command, args);
    if (status !== 0) {
      return { missing: `${command} ${args.join(' ')} failed:\n${error?.message ?? `${stdout}${stderr}`}` };
    }
  }
  writeFileSync(stamp, '');
  return interpreters;
}

/** What no clone has used for long; another one may ask for other versions. */
function removeOld() {
  if (!existsSync(cache)) return;
  for (const name of readdirSync(cache)) {
    const used =
      statSync(join(cache, name, 'installed'), { throwIfNoEntry: false }) ?? statSync(join(cache, name));
    if (Date.now() - used.mtimeMs > UNUSED_MS) rmSync(join(cache, name), { recursive: true, force: true });
  }
}

function python(home, major) {
  return join(home, `transformers-${major}`, 'bin', 'python');
}

/** One copy of torch for both. */
function steps(home) {
  const torch = join(home, 'torch');
  const cuda = join(torch, 'nvidia', 'cu13', 'lib');
  const path = `import site, pathlib; pathlib.Path(site.getsitepackages()[0], 'torch.pth').write_text(${JSON.stringify(torch)})`;
  const pip = ['-m', 'pip', 'install', '--quiet', '--no-input', '--no-compile'];
  return [
    ...[4, 5].flatMap((major) => [
      ['python3', ['-m', 'venv', join(home, `transformers-${major}`)]],
      [python(home, major), [...pip, '--requirement', join(folder, `transformers-${major}.txt`)]],
      [python(home, major), ['-c', path]],
    ]),
    [python(home, 5), [...pip, '--no-deps', '--target', torch, '--requirement', join(folder, 'torch.txt')]],
    ['python3', [join(folder, 'stand_in_cuda.py'), join(torch, 'torch', 'lib'), cuda]],
    ...[4, 5].map((major) => [python(home, major), ['-c', 'import torch, transformers']]),
  ];
}

function run(command, args) {
  return spawnSync(command, args, { encoding: 'utf8' });
}
