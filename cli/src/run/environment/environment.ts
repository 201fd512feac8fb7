/**
 * A child that has the SDK too, by NODE_OPTIONS say, inherits the settings that the wrapper runs with, and would compete
 * for its port, take its journal for an earlier life of its own, and sample the GPUs a second time. One that shall have
 * settings of its own gets them in the command: `coldstart run -- env COLDSTART_METRICS_PORT=9466 node server.js`.
 */
const OURS_ALONE = {
  COLDSTART_METRICS_PORT: 'off',
  COLDSTART_JOURNAL_DIR: 'off',
  COLDSTART_TERMINATION_LOG: 'off',
  COLDSTART_GPU: 'off',
} as const;

/** Python keeps lines back where nobody reads them at a terminal: they would be dated when a block is full. */
const AT_ONCE = 'PYTHONUNBUFFERED';

/** vLLM reads both spellings. */
const TRACE_PARENTS = ['TRACEPARENT', 'traceparent'] as const;

/**
 * The environment of the server that is wrapped: what it traces hangs below the load, and what the wrapper does it
 * leaves to it.
 *
 * @param traceParent `Load.traceParent()`; `null` while there is no load
 */
export function childEnvironment(env: NodeJS.ProcessEnv, traceParent: string | null): NodeJS.ProcessEnv {
  const child: NodeJS.ProcessEnv = { ...env, ...OURS_ALONE, [AT_ONCE]: env[AT_ONCE] ?? '1' };
  if (traceParent !== null) {
    for (const name of TRACE_PARENTS.filter((one) => one === 'TRACEPARENT' || env[one] !== undefined)) {
      child[name] = traceParent;
    }
  }
  return child;
}
