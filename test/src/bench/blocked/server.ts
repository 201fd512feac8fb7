/**
 * A server that loads a real model, its metrics told twice: by the SDK's worker, and by OpenTelemetry's Prometheus
 * exporter on the main thread. Argument: the model's path.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startColdstart } from '@coldstart/sdk';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { InferenceSession } from 'onnxruntime-node';
import { heard, say } from '../child/index.js';

const path = process.argv[2] ?? '';
const coldstart = startColdstart({ metricsPort: 0, gpu: 'off' });
const exporter = new PrometheusExporter({ preventServerStart: true });
const meter = new MeterProvider({ readers: [exporter] }).getMeter('bench');
meter.createGauge('load.start', { unit: 's' }).record(Date.now() / 1000);
const server = createServer((request, response) => {
  exporter.getMetricsRequestHandler(request, response);
}).listen(0, '127.0.0.1');
await once(server, 'listening');
say({
  worker: await coldstart.metricsUrl(),
  main: `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`,
});

await heard();
const load = coldstart.startLoad({ model: 'bench' });
const fromMs = Date.now();
const session = await load.phase('weights_load', () => InferenceSession.create(path));
const toMs = Date.now();
load.ready();
say({ fromMs, toMs });
await heard();
await session.release();
await coldstart.shutdown();
server.close();
server.closeAllConnections();
process.stdin.destroy();
