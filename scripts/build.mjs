// Builds what is stale: the TypeScript packages, then the panel, then the viewer's page.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const cache = join(root, 'node_modules', '.cache', 'coldstart');

const STEPS = [
  { name: 'packages', command: ['tsc', '-b'], cwd: '.' },
  {
    name: 'SDK',
    command: ['node', 'bundle.mjs'],
    cwd: 'sdk',
    inputs: ['package-lock.json', 'sdk/bundle.mjs', 'sdk/package.json', 'sdk/src', 'conventions/src'],
    output: 'sdk/dist/bundle/index.js',
  },
  {
    name: 'panel',
    command: ['npm', 'run', '--silent', 'build'],
    cwd: 'plugin',
    // What webpack reads; tsc -b knows for itself what is stale.
    inputs: [
      'package-lock.json',
      'plugin/src',
      'plugin/.config',
      'plugin/package.json',
      'timeline/src',
      'conventions/src',
    ],
    output: 'plugin/dist/module.js',
  },
  {
    name: 'viewer',
    command: ['npm', 'run', '--silent', 'build'],
    cwd: 'viewer',
    inputs: [
      'package-lock.json',
      'plugin/dist/module.js',
      'viewer/src',
      'viewer/index.html',
      'viewer/vite.config.mjs',
      'timeline/src',
    ],
    output: 'viewer/dist/index.html',
  },
];

mkdirSync(cache, { recursive: true });
for (const step of STEPS) {
  const stamp = join(cache, `built-${step.name}`);
  const digest = step.inputs === undefined ? null : digestOf(step.inputs);
  if (digest !== null && existsSync(join(root, step.output)) && read(stamp) === digest) {
    continue;
  }
  if (digest !== null) {
    console.error(`coldstart: building the ${step.name}`);
  }
  const [command, ...args] = step.command;
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: join(root, step.cwd),
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    console.error(`coldstart: building the ${step.name} failed\n${stdout ?? ''}${stderr ?? ''}`);
    process.exit(1);
  }
  if (digest !== null) {
    writeFileSync(stamp, digest);
  }
}

function digestOf(inputs) {
  const hash = createHash('sha256');
  for (const file of inputs.flatMap((input) => filesIn(join(root, input)))) {
    hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

function filesIn(path) {
  if (!existsSync(path)) {
    return [];
  }
  const entries = tryReaddir(path);
  return entries === null ? [path] : entries.sort().flatMap((entry) => filesIn(join(path, entry)));
}

function tryReaddir(path) {
  try {
    return readdirSync(path);
  } catch {
    return null;
  }
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
