// The programs that the integration tests want. As root on Debian or Ubuntu they are installed; elsewhere they are
// taken from PATH, and what is missing is said here and once more by each test that skips for it.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const PROGRAMS = [
  { names: ['prometheus'], debian: ['prometheus'], wants: 'the tests against a real Prometheus' },
  {
    names: ['chromium', 'chromium-browser', 'google-chrome'],
    debian: ['chromium'],
    wants: 'the browser tests',
  },
  { names: ['gcc'], debian: ['gcc', 'libc6-dev'], wants: 'the tests of GPU sampling through a stub of NVML' },
  { names: ['tini'], debian: ['tini'], wants: 'the tests of `coldstart run` behind an init' },
];

/** Installs what can be installed and returns a line for each program that is still missing. */
export function provideSoftware() {
  const missing = PROGRAMS.filter((program) => !isOnPath(program));
  if (missing.length > 0 && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    const packages = [...new Set(missing.flatMap(({ debian }) => debian))];
    console.error(`coldstart: installing ${packages.join(', ')} for the tests`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const steps = [
      ['update', '-q'],
      ['install', '-y', '-q', '--no-install-recommends', ...packages],
    ];
    for (const args of steps) {
      const { status, stderr, stdout } = spawnSync('apt-get', args, { env, encoding: 'utf8' });
      if (status !== 0) {
        console.error(`coldstart: apt-get ${args.join(' ')} failed\n${stdout ?? ''}${stderr ?? ''}`);
      }
    }
  }
  return PROGRAMS.filter((program) => !isOnPath(program)).map(
    ({ names, wants }) => `${names.join(' or ')} is not on PATH: ${wants} are skipped`,
  );
}

function isOnPath({ names }) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return names.some((name) => folders.some((folder) => isExecutable(join(folder, name))));
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
