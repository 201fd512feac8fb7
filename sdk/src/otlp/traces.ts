import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import type { Resource } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { IdGenerator } from '@opentelemetry/sdk-trace';
import { PUSH_TIMEOUT_MS } from '../config/index.js';

/** Pushes the spans of its tracers. */
export function spanPush(endpoint: string, resource: Resource, idGenerator: IdGenerator): TracerProvider {
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, timeoutMillis: PUSH_TIMEOUT_MS });
  return new TracerProvider({
    resource,
    idGenerator,
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
}
