// `npm start` and `npm test` on a fresh clone: installs what is missing, then runs the command given.
// Plain JavaScript on Node 20, because nothing is installed yet when it starts.
import { spawn } from 'node:child_process';
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
  console.error('coldstart: installing npm packages (once: about a minute, 1.1 GB)');
  const installed = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel', 'error']);
  if (installed !== 0) {
    process.exit(installed);
  }
  mkdirSync(join(stamp, '..'), { recursive: true });
  writeFileSync(stamp, digest);
}

const [command, ...args] = process.argv.slice(2);
process.exit(await run(command, args));

/** Resolves with the exit code. Signals end the child first, so that nothing it started is left without its parent. */
function run(command, args) {
  const child = spawn(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      // npm put node_modules/.bin on PATH before it existed; with it in front, `node` is the pinned one.
      PATH: [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
      // onnxruntime-node would fetch CUDA libraries; .npmrc says so too, but npm 12 will not hand such keys on.
      ONNXRUNTIME_NODE_INSTALL: 'skip',
    },
  });
  const handOn = (signal) => {
    // Ctrl-C reaches the child by itself.
    if (signal !== 'SIGINT') {
      child.kill(signal);
    }
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  signals.forEach((signal) => process.on(signal, handOn));
  // npm dies of a SIGTERM without handing it on; a parent that is gone is the same message.
  const parent = process.ppid;
  const watch = setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 500);
  return new Promise((resolve) => {
    child.on('error', (error) => {
      console.error(`coldstart: ${command} could not be started: ${error.message}`);
      resolve(1);
    });
    child.on('exit', (status, signal) => {
      signals.forEach((each) => process.off(each, handOn));
      clearInterval(watch);
      resolve(status ?? 128 + constants.signals[signal]);
    });
  });
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
