import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import type { Resource } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { PUSH_TIMEOUT_MS } from '../config/index.js';

/** Pushes the records of its loggers. */
export function logPush(endpoint: string, resource: Resource): LoggerProvider {
  const exporter = new OTLPLogExporter({ url: `${endpoint}/v1/logs`, timeoutMillis: PUSH_TIMEOUT_MS });
  return new LoggerProvider({ resource, processors: [new BatchLogRecordProcessor({ exporter })] });
}
