// `npm start` and `npm test` on a fresh clone: installs what is missing, then runs the command given.
// Plain JavaScript on Node 20, because nothing is installed yet when it starts.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = join(root, 'node_modules', '.cache', 'coldstart', 'installed');
const digest = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');

const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 20) {
  console.error(`coldstart needs Node 20 or newer; this is ${process.version}`);
  process.exit(1);
}

if (read(stamp) !== digest) {
  console.error('coldstart: installing npm packages (once, a few minutes)');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel', 'error']);
  mkdirSync(join(stamp, '..'), { recursive: true });
  writeFileSync(stamp, digest);
}

// npm put node_modules/.bin on PATH before it existed; with it in front, `node` is the pinned one.
const path = [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
const [command, ...args] = process.argv.slice(2);
const child = spawn(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, PATH: path } });
// Ctrl-C reaches the child by itself; this process waits until it has cleaned up. Other signals are handed on.
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP']) {
  process.on(signal, () => child.kill(signal));
}
child.on('error', (error) => {
  console.error(`coldstart: ${command} could not be started: ${error.message}`);
  process.exit(1);
});
child.on('exit', (status, signal) => {
  process.exit(status ?? 128 + constants.signals[signal]);
});

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function run(command, args) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    // onnxruntime-node would fetch CUDA libraries; .npmrc says so too, but npm 12 will not hand such keys on.
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' },
  });
  if (error !== undefined) {
    console.error(`coldstart: ${command} could not be started: ${error.message}`);
  }
  if (status !== 0) {
    process.exit(status ?? 1);
  }
}
