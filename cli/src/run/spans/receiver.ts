import { listen, otlpRoute, PortInUseError, router } from '../../view/http/index.js';
import { TRACES_REQUEST } from '../../view/otlp/index.js';
import { spanEnvironment } from './environment.js';
import { Forward } from './forward.js';
import { phasesOfSpans } from './phases.js';
import type { SpanPhase } from './phases.js';

export interface SpanReceiverOptions {
  /** On 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  /** Our own environment: `OTEL_EXPORTER_OTLP_ENDPOINT` and `OTEL_EXPORTER_OTLP_HEADERS` say where spans go on to. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** When the child was started, Unix seconds; asked for with the first span. */
  childStartedS(): number;
  /** Unix seconds. */
  nowS(): number;
  /** Phases that an export tells of; one that was told of before may come again, longer. */
  onPhases(phases: readonly SpanPhase[]): void;
  /** Takes a line for a person. */
  complain(line: string): void;
}

export interface SpanReceiver {
  /** Where spans are sent to: `http://127.0.0.1:<port>/v1/traces`. */
  readonly endpoint: string;
  /** The environment of the child, with our endpoint unless it has one of its own. */
  environment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv;
  /** Frees the port when what came is passed on. Idempotent. */
  close(): Promise<void>;
}

/**
 * Takes the spans that the server sends while it starts, by OTLP/HTTP in JSON or protobuf, on loopback: their times
 * refine the phases. What comes is passed on as it is, so that its owner finds it below our root span.
 *
 * @throws Error in words when the port is taken
 */
export async function startSpanReceiver(options: SpanReceiverOptions): Promise<SpanReceiver> {
  const { env } = options;
  const complain = (line: string): void => {
    options.complain(line);
  };
  const endpoint = env['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? '';
  const headers = env['OTEL_EXPORTER_OTLP_HEADERS'] ?? '';
  const forward =
    /^https?:/.test(endpoint) && URL.canParse(endpoint) ? new Forward({ endpoint, headers, complain }) : null;
  const refused = new Set<string>();
  const route = otlpRoute('/v1/traces', TRACES_REQUEST, 'rejectedSpans', (request, sent) => {
    forward?.send(sent);
    const reading = phasesOfSpans(request, options.childStartedS(), options.nowS());
    for (const name of reading.refused.filter((one) => !refused.has(one))) {
      refused.add(name);
      complain(`the span "${name}" of the server has times outside its life; it tells of no phase`);
    }
    if (reading.phases.length > 0) {
      options.onPhases(reading.phases);
    }
    return null;
  });
  const handle = router(
    [route],
    () => Promise.resolve(null),
    (error) => {
      complain(`a span of the server could not be read: ${String(error)}`);
    },
  );
  const server = await listen(
    (request, response) => void handle(request, response),
    '127.0.0.1',
    options.port,
  ).catch((error: unknown) => {
    throw error instanceof PortInUseError
      ? new Error(`Port ${error.port} on 127.0.0.1, for the spans of the server, is taken.`)
      : error;
  });
  const own = `http://127.0.0.1:${server.port}/v1/traces`;
  let closing: Promise<void> | null = null;
  return {
    endpoint: own,
    environment: (child) => spanEnvironment(child, own),
    close: () => (closing ??= server.close().then(() => forward?.settled())),
  };
}
