import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import type { Resource } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import type { MetricProducer } from '@opentelemetry/sdk-metrics';
import { PUSH_TIMEOUT_MS } from '../config/index.js';

/** Pushes what `producer` brings every `intervalS`. */
export function metricPush(
  endpoint: string,
  intervalS: number,
  resource: Resource,
  producer: MetricProducer,
): MeterProvider {
  const intervalMs = intervalS * 1000;
  const reader = new PeriodicExportingMetricReader({
    exporter: new OTLPMetricExporter({ url: `${endpoint}/v1/metrics`, timeoutMillis: PUSH_TIMEOUT_MS }),
    exportIntervalMillis: intervalMs,
    exportTimeoutMillis: Math.min(intervalMs, PUSH_TIMEOUT_MS),
    metricProducers: [producer],
  });
  return new MeterProvider({ resource, readers: [reader] });
}
