import type { Meter } from '@opentelemetry/api';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { listen } from '../listen.js';
import { producerOf, type Sample } from './sample.js';

export interface Exporter {
  /** `http://127.0.0.1:<port>/metrics`, as Prometheus scrapes it. */
  readonly metricsUrl: string;
  readonly meter: Meter;
  /** Pushes what is pending. Never rejects. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

export interface ExporterOptions {
  readonly serviceName: string;
  /** Base URL of an OTLP/HTTP receiver, or `null` to push nothing. */
  readonly otlpUrl: string | null;
  readonly pushS: number;
  /** Gauges that are made up at each collection, beside the instruments of `meter`. */
  readonly samples?: () => readonly Sample[];
}

/** A metrics endpoint on a free port, and the same by OTLP. */
export async function startExporter(options: ExporterOptions): Promise<Exporter> {
  const metricProducers = options.samples ? [producerOf(options.samples)] : [];
  const prometheus = new PrometheusExporter({
    preventServerStart: true,
    withoutScopeInfo: true,
    withoutTargetInfo: true,
    metricProducers,
  });
  const push =
    options.otlpUrl === null
      ? []
      : [
          new PeriodicExportingMetricReader({
            exporter: new OTLPMetricExporter({ url: `${options.otlpUrl}/v1/metrics`, timeoutMillis: 2000 }),
            exportIntervalMillis: options.pushS * 1000,
            exportTimeoutMillis: options.pushS * 1000,
            metricProducers,
          }),
        ];
  const provider = new MeterProvider({
    resource: resourceFromAttributes({ 'service.name': options.serviceName }),
    readers: [prometheus, ...push],
  });
  const listener = await listen((request, response) => {
    if (request.url === '/metrics') prometheus.getMetricsRequestHandler(request, response);
    else response.writeHead(404).end();
  });
  const quietly = async (work: Promise<void>): Promise<void> => {
    await work.catch(() => undefined);
  };
  return {
    metricsUrl: `${listener.url}/metrics`,
    meter: provider.getMeter('@coldstart/demo'),
    flush: () => quietly(provider.forceFlush()),
    async close() {
      await quietly(provider.shutdown());
      await listener.close();
    },
  };
}
