/**
 * `node --import @coldstart/sdk/register server.js`: phases of a model load with no change to the server. Settings come
 * from the environment.
 */
import { isMainThread } from 'node:worker_threads';
import { diag, DiagConsoleLogger, DiagLogLevel } from '@opentelemetry/api';
import { startColdstart } from './coldstart.js';

/** Set by node-llama-cpp in the process in which it tries its binary. */
const TRIES_BINARY = 'TEST_BINDING_CP';
const IN_CHILDREN = 'COLDSTART_IN_CHILDREN';
const LOG_LEVEL = 'OTEL_LOG_LEVEL';

const ONCE = Symbol.for('coldstart.registered');

/** A child that another Node process has forked is a helper of that one, unless its owner says otherwise. */
function isWanted(): boolean {
  const child = typeof process.send === 'function' && process.env[IN_CHILDREN] !== '1';
  return isMainThread && !child && process.env[TRIES_BINARY] === undefined && !(ONCE in globalThis);
}

/** Nobody has set a logger for a server that knows nothing of this, so what it should know goes to its console. */
function speak(): void {
  const name = (process.env[LOG_LEVEL] ?? 'WARN').toUpperCase();
  const level = Object.entries(DiagLogLevel).find(([known]) => known === name)?.[1];
  diag.setLogger(new DiagConsoleLogger(), {
    logLevel: typeof level === 'number' ? level : DiagLogLevel.WARN,
    suppressOverrideMessage: true,
  });
}

if (isWanted()) {
  Object.defineProperty(globalThis, ONCE, { value: true });
  speak();
  // The worker starts up while the rest is imported.
  startColdstart();
  const { instrumentImports } = await import('./instrumentations/index.js');
  instrumentImports();
}
