import { SCOPE_NAME } from '@coldstart/conventions';
import type { MetricKey } from '@coldstart/conventions';
import type { ObservableGauge } from '@opentelemetry/api';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import type { Resource } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import type { IMetricReader } from '@opentelemetry/sdk-metrics';
import { PUSH_TIMEOUT_MS } from '../config/index.js';
import type { Config } from '../config/index.js';
import { instrument, LOAD_METRICS } from './observations.js';
import type { Observation } from './observations.js';

export interface Metrics {
  readonly provider: MeterProvider;
  /** Answers a request for `/metrics`. It has no server of its own: its own one cannot take a free port. */
  readonly scrape: PrometheusExporter;
}

/** Wires the instruments to what `observe` sees at each collection. */
export function createMetrics(config: Config, resource: Resource, observe: () => Observation[]): Metrics {
  const scrape = new PrometheusExporter({ preventServerStart: true, withoutScopeInfo: true });
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
      }),
    );
  }
  const provider = new MeterProvider({ resource, readers });
  const meter = provider.getMeter(SCOPE_NAME);
  const gauges = new Map<MetricKey, ObservableGauge>();
  for (const metric of LOAD_METRICS) {
    const { name, unit, description } = instrument(metric);
    gauges.set(metric, meter.createObservableGauge(name, { unit, description }));
  }
  meter.addBatchObservableCallback(
    (result) => {
      for (const { metric, value, attributes } of observe()) {
        const gauge = gauges.get(metric);
        if (gauge !== undefined) {
          result.observe(gauge, value, attributes);
        }
      }
    },
    [...gauges.values()],
  );
  return { provider, scrape };
}
