const ENDPOINT = 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT';
const PROTOCOL = 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL';
const DELAY = 'OTEL_BSP_SCHEDULE_DELAY';

/** The default of 5 s would bring the last spans of a load after its end. */
const DELAY_MS = 500;

/**
 * The environment of a child that may send its spans to us: nothing is changed for one that has an endpoint for traces.
 * The endpoint for all signals, which it inherits from us, is not one: what comes is passed on to it.
 */
export function spanEnvironment(env: NodeJS.ProcessEnv, endpoint: string): NodeJS.ProcessEnv {
  if ((env[ENDPOINT] ?? '') !== '') {
    return env;
  }
  return {
    ...env,
    [ENDPOINT]: endpoint,
    [PROTOCOL]: 'http/protobuf',
    [DELAY]: env[DELAY] ?? String(DELAY_MS),
  };
}
