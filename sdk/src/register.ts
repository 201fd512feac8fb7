/**
 * `node --import @coldstart/sdk/register server.js`: phases of a model load with no change to the server. Settings come
 * from the environment.
 */
import { basename } from 'node:path';
import { isMainThread } from 'node:worker_threads';

/** Set by node-llama-cpp in the process in which it tries its binary. */
const TRIES_BINARY = 'TEST_BINDING_CP';
const SDK_DISABLED = 'OTEL_SDK_DISABLED';
const IN_CHILDREN = 'COLDSTART_IN_CHILDREN';

const ONCE = Symbol.for('coldstart.registered');

/** With NODE_OPTIONS the flag also reaches what only starts the server, and would take its port. */
const STARTERS = /^(?:npm|npx|pnpm|pnpx|yarn|yarnpkg|corepack|coldstart)(?:-cli)?(?:\.[cm]?js)?$/;

/** A child that another Node process has forked is a helper of that one, unless its owner says otherwise. */
function isWanted(): boolean {
  const alone = typeof process.send !== 'function' || /^(1|true)$/.test(process.env[IN_CHILDREN] ?? '');
  const starter = STARTERS.test(basename(process.argv[1] ?? ''));
  const enabled = process.env[SDK_DISABLED]?.toLowerCase() !== 'true';
  return (
    isMainThread &&
    enabled &&
    alone &&
    !starter &&
    process.env[TRIES_BINARY] === undefined &&
    !(ONCE in globalThis)
  );
}

// A Worker or a child that inherits the flag pays for no more than this question.
if (isWanted()) {
  Object.defineProperty(globalThis, ONCE, { value: true });
  const { startSpeaking } = await import('./console.js');
  startSpeaking();
  // The worker starts up while the rest is imported.
  const { startColdstart } = await import('./coldstart.js');
  startColdstart();
  const { instrumentImports } = await import('./instrumentations/index.js');
  instrumentImports();
}
