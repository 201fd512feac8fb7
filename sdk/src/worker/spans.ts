import { ATTRIBUTES, PHASE_NAMES, ROOT_SPAN_NAME, SCOPE_NAME } from '@coldstart/conventions';
import { ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Attributes, Tracer } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import type { Resource } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { PUSH_TIMEOUT_MS } from '../config/index.js';
import type { Config } from '../config/index.js';
import type { LoadState } from '../load/index.js';

export interface Spans {
  readonly provider: TracerProvider;
  readonly tracer: Tracer;
}

/** `null` where nothing takes spans. */
export function createSpans(config: Config, resource: Resource): Spans | null {
  if (config.otlpEndpoint === null) {
    return null;
  }
  const exporter = new OTLPTraceExporter({
    url: `${config.otlpEndpoint}/v1/traces`,
    timeoutMillis: PUSH_TIMEOUT_MS,
  });
  const provider = new TracerProvider({ resource, spanProcessors: [new BatchSpanProcessor({ exporter })] });
  return { provider, tracer: provider.getTracer(SCOPE_NAME) };
}

/**
 * Writes a load that is over as one root span with a child per phase, all with their own times. An open span would
 * never be exported, so nothing is written before the end.
 */
export function writeSpans(tracer: Tracer, state: LoadState, attributes: Attributes): void {
  if (state.result === null) {
    return;
  }
  const root = tracer.startSpan(
    ROOT_SPAN_NAME,
    {
      startTime: milliseconds(state.startS),
      attributes: {
        ...attributes,
        [ATTRIBUTES.SERVER.name]: state.server,
        [ATTRIBUTES.OUTCOME.name]: state.result.outcome,
        [ATTRIBUTES.WEIGHTS_SOURCE.name]: state.weightsSource,
      },
    },
    ROOT_CONTEXT,
  );
  const within = trace.setSpan(ROOT_CONTEXT, root);
  for (const phase of PHASE_NAMES) {
    const record = state.phases.get(phase);
    if (record === undefined) {
      continue;
    }
    const span = tracer.startSpan(
      phase,
      {
        startTime: milliseconds(record.startS),
        attributes: {
          ...attributes,
          [ATTRIBUTES.PHASE.name]: phase,
          [ATTRIBUTES.OUTCOME.name]: record.outcome,
        },
      },
      within,
    );
    if (record.outcome === 'failed') {
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.end(milliseconds(record.endS ?? state.result.atS));
  }
  for (const [mark, atS] of state.marks) {
    root.addEvent(mark, milliseconds(atS));
  }
  if (state.result.outcome === 'failed') {
    root.setStatus({ code: SpanStatusCode.ERROR, message: state.result.error });
  }
  root.end(milliseconds(state.result.atS));
}

function milliseconds(s: number): number {
  return s * 1000;
}
