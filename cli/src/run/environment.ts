/** Python keeps lines back where nobody reads them at a terminal: they would be dated when a block is full. */
const AT_ONCE = 'PYTHONUNBUFFERED';

/** What the server gets: its own environment, and whose child its spans are. */
export function childEnvironment(env: NodeJS.ProcessEnv, traceParent: string | null): NodeJS.ProcessEnv {
  return {
    ...env,
    [AT_ONCE]: env[AT_ONCE] ?? '1',
    // vLLM takes either; others know only the first.
    ...(traceParent !== null && { TRACEPARENT: traceParent, traceparent: traceParent }),
  };
}
