import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import type { Resource } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import type { IMetricReader } from '@opentelemetry/sdk-metrics';
import { PUSH_TIMEOUT_MS } from '../config/index.js';
import type { Config } from '../config/index.js';
import type { Observation } from './observations.js';
import { producerOf } from './producer.js';

export interface Metrics {
  readonly provider: MeterProvider;
  /** Answers a request for `/metrics`. It has no server of its own: its own one cannot take a free port. */
  readonly scrape: PrometheusExporter;
}

/** Wires what `observe` sees at each collection to the scrape and to the push. */
export function createMetrics(
  config: Config,
  resource: Resource,
  observe: () => readonly Observation[],
): Metrics {
  const metricProducers = [producerOf(resource, observe)];
  const scrape = new PrometheusExporter({
    preventServerStart: true,
    withoutScopeInfo: true,
    metricProducers,
  });
  const readers: IMetricReader[] = [scrape];
  if (config.otlpEndpoint !== null) {
    const intervalMs = config.otlpIntervalS * 1000;
    readers.push(
      new PeriodicExportingMetricReader({
        exporter: new OTLPMetricExporter({
          url: `${config.otlpEndpoint}/v1/metrics`,
          timeoutMillis: PUSH_TIMEOUT_MS,
        }),
        exportIntervalMillis: intervalMs,
        exportTimeoutMillis: Math.min(intervalMs, PUSH_TIMEOUT_MS),
        metricProducers,
      }),
    );
  }
  return { provider: new MeterProvider({ resource, readers }), scrape };
}
