import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  MeterProvider,
  MetricReader,
  PeriodicExportingMetricReader,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { TIMELINE_QUERIES } from '@coldstart/timeline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PortInUseError, startViewer, type Viewer } from '../../src/view/index.js';
import { LOGS_REQUEST } from '../../src/view/otlp/index.js';
import { writeJson, writeProtobuf } from './otlp-writers.js';

let assetsDir: string;
let viewer: Viewer;

beforeAll(async () => {
  assetsDir = await mkdtemp(path.join(tmpdir(), 'coldstart-page-'));
  await mkdir(path.join(assetsDir, 'assets'));
  await writeFile(path.join(assetsDir, 'index.html'), '<!doctype html><title>page</title>');
  await writeFile(path.join(assetsDir, 'assets/main-abc.js'), 'export {}');
  await writeFile(`${assetsDir}-secret`, 'secret');
  viewer = await startViewer({ port: 0, source: { kind: 'otlp' }, title: 'T', banner: 'B', assetsDir });
});

afterAll(async () => {
  await viewer.close();
  await rm(assetsDir, { recursive: true });
  await rm(`${assetsDir}-secret`);
});

function send(urlPath: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) {
  return fetch(new URL(urlPath, viewer.url), {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });
}

/** With the exact path and headers that `fetch` would tidy up. */
function raw(urlPath: string, headers: Record<string, string>, method = 'GET') {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const { hostname, port } = new URL(viewer.url);
    const sent = httpRequest({ hostname, port, path: urlPath, method, headers }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, text });
      });
    });
    sent.on('error', reject);
    sent.end();
  });
}

const PUSH = {
  resourceMetrics: [
    {
      scopeMetrics: [
        {
          metrics: [
            {
              name: 'coldstart.queue.depth',
              gauge: {
                dataPoints: [
                  { asInt: 4, attributes: [{ key: 'model.name', value: { stringValue: 'pushed' } }] },
                ],
              },
            },
          ],
        },
      ],
    },
  ],
};

const LOG = { resourceLogs: [{ scopeLogs: [{ logRecords: [{}, {}] }] }] };

describe('a real exporter', () => {
  test('JSON: its metrics come back as Prometheus series', async () => {
    const reader = new PeriodicExportingMetricReader({
      exporter: new OTLPMetricExporter({ url: `${String(viewer.otlpUrl)}/v1/metrics` }),
      exportIntervalMillis: 60_000,
    });
    const provider = new MeterProvider({ readers: [reader], resource: resourceFromAttributes({}) });
    record(provider, 'json');
    await provider.forceFlush();
    await provider.shutdown();
    expectRecorded(await depths('json'), await waits('json'));
  });

  test('protobuf: its metrics come back as Prometheus series', async () => {
    const reader = new PullReader();
    const provider = new MeterProvider({ readers: [reader] });
    record(provider, 'protobuf');
    const { resourceMetrics } = await reader.collect();
    const response = await send('/v1/metrics', protobufOf(resourceMetrics), {
      'content-type': 'application/x-protobuf',
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/x-protobuf');
    expect((await response.arrayBuffer()).byteLength).toBe(0);
    expectRecorded(await depths('protobuf'), await waits('protobuf'));
  });
});

class PullReader extends MetricReader {
  protected override onForceFlush = () => Promise.resolve();
  protected override onShutdown = () => Promise.resolve();
}

/** The serializer of OpenTelemetry's own protobuf exporter. */
function protobufOf(metrics: ResourceMetrics): Uint8Array<ArrayBuffer> {
  const exporter = createRequire(import.meta.url).resolve('@opentelemetry/exporter-metrics-otlp-http');
  const { ProtobufMetricsSerializer } = createRequire(exporter)('@opentelemetry/otlp-transformer') as {
    ProtobufMetricsSerializer: { serializeRequest(metrics: ResourceMetrics): Uint8Array<ArrayBuffer> };
  };
  return ProtobufMetricsSerializer.serializeRequest(metrics);
}

function record(provider: MeterProvider, model: string): void {
  const meter = provider.getMeter('test');
  const attributes = { 'model.name': model, 'k8s.pod.name': 'gateway' };
  meter.createObservableGauge('coldstart.queue.depth', { unit: '{request}' }).addCallback((result) => {
    result.observe(12, attributes);
  });
  const wait = meter.createHistogram('coldstart.queue.wait.seconds', {
    unit: 's',
    advice: { explicitBucketBoundaries: [0.5, 1, 5] },
  });
  for (const seconds of [0.1, 0.7, 0.8, 3, 9]) wait.record(seconds, attributes);
}

async function depths(model: string) {
  const series = await viewer.querySeries(Date.now() - 60_000, Date.now() + 1000, 100);
  return series.filter(
    ({ metric, labels }) => metric === 'coldstart_queue_depth' && labels['model_name'] === model,
  );
}

async function waits(model: string) {
  const series = await viewer.querySeries(Date.now() - 60_000, Date.now() + 1000, 100);
  return series.filter(
    ({ metric, labels }) =>
      metric === 'coldstart_queue_wait_seconds_bucket' && labels['model_name'] === model,
  );
}

function expectRecorded(depth: Awaited<ReturnType<typeof depths>>, wait: Awaited<ReturnType<typeof waits>>) {
  expect(depth).toHaveLength(1);
  expect(depth[0]?.labels['k8s_pod_name']).toBe('gateway');
  expect(depth[0]?.values[0]).toBe(12);
  expect(Math.abs((depth[0]?.timesS[0] ?? 0) - Date.now() / 1000)).toBeLessThan(10);
  expect(wait.map(({ labels, values }) => [labels['le'], values[0]])).toEqual([
    ['0.5', 1],
    ['1', 3],
    ['5', 4],
    ['+Inf', 5],
  ]);
}

describe('OTLP bodies', () => {
  test.each([
    ['packed', gzipSync(JSON.stringify(PUSH)), { 'content-encoding': 'gzip' }, 200, '{}'],
    [
      'with a charset',
      JSON.stringify(PUSH),
      { 'content-type': 'application/json; charset=utf-8' },
      200,
      '{}',
    ],
    ['no JSON', '{', {}, 400, /^The body is not JSON: /],
    [
      'no OTLP',
      '{"resourceMetrics":{}}',
      {},
      400,
      /^The body is not OTLP: resourceMetrics must be a list\.$/m,
    ],
    [
      'no protobuf',
      '\x0a\x7f\x01',
      { 'content-type': 'application/x-protobuf' },
      400,
      /^The body is not OTLP: 127 bytes wanted/,
    ],
    ['no gzip', '{}', { 'content-encoding': 'gzip' }, 400, /^The body is not gzip: /],
    [
      'of another type',
      '{}',
      { 'content-type': 'text/plain' },
      415,
      /^Content-Type "text\/plain" is not OTLP/,
    ],
    ['packed otherwise', '{}', { 'content-encoding': 'zstd' }, 415, /^Content-Encoding "zstd"/],
    ['too large', new Uint8Array(17 * 1024 * 1024), {}, 413, /^The body is larger than 16 MiB/],
    [
      'too large when unpacked',
      gzipSync(new Uint8Array(17 * 1024 * 1024)),
      { 'content-encoding': 'gzip' },
      413,
      /^The body is larger than 16 MiB/,
    ],
  ])('%s', async (_name, body, headers, status, text) => {
    const response = await send('/v1/metrics', body, headers);
    expect(response.status).toBe(status);
    expect(await response.text()).toMatch(text);
  });

  test('what is refused of a good body is said in its own form', async () => {
    const delta = {
      resourceMetrics: [
        {
          scopeMetrics: [
            { metrics: [{ name: 'a', sum: { aggregationTemporality: 1, dataPoints: [{ asInt: 1 }] } }] },
          ],
        },
      ],
    };
    const answer = (await (await send('/v1/metrics', JSON.stringify(delta))).json()) as object;
    expect(answer).toMatchObject({
      partialSuccess: { rejectedDataPoints: '1', errorMessage: expect.stringContaining('delta') as string },
    });
  });
});

describe('logs, which the page does not show', () => {
  // A partial success would make OpenTelemetry's exporter warn its host at each push.
  test.each([
    ['JSON', 'application/json', JSON.stringify(writeJson(LOGS_REQUEST, LOG)), '{}'],
    ['protobuf', 'application/x-protobuf', Buffer.from(writeProtobuf(LOGS_REQUEST, LOG)), ''],
  ])('%s: are taken without a word, and nothing is kept', async (_name, type, body, text) => {
    const before = viewer.store?.seriesCount;
    const response = await send('/v1/logs', body, { 'content-type': type });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain(type);
    expect(await response.text()).toBe(text);
    expect(viewer.store?.seriesCount).toBe(before);
  });

  test('what is no OTLP is refused all the same', async () => {
    const response = await send('/v1/logs', '{"resourceLogs":{}}');
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('resourceLogs must be a list');
  });
});

describe('the page', () => {
  test('is served with its files, and nothing beside them', async () => {
    expect(await (await fetch(viewer.url)).text()).toContain('<title>page</title>');
    const script = await fetch(new URL('/assets/main-abc.js', viewer.url));
    expect(script.headers.get('content-type')).toContain('text/javascript');
    expect((await fetch(new URL('/missing.svg', viewer.url))).status).toBe(404);
    expect((await fetch(new URL('/assets', viewer.url))).status).toBe(404);
    const name = path.basename(assetsDir);
    for (const way of [
      `/../${name}-secret`,
      `/%2e%2e/${name}-secret`,
      `/..%2f${name}-secret`,
      '/%00',
      '/%',
    ]) {
      expect((await raw(way, { host: '127.0.0.1' })).status, way).toBe(404);
    }
  });

  test('a page that is not built is said in words', async () => {
    const bare = await startViewer({
      port: 0,
      source: { kind: 'otlp' },
      assetsDir: path.join(assetsDir, 'none'),
    });
    const response = await fetch(bare.url);
    expect(response.status).toBe(503);
    expect(await response.text()).toContain('npm run build');
    expect(bare.pageProblem).toContain('npm run build');
    await bare.close();
  });
});

describe('who may ask', () => {
  test('a foreign Host is refused: DNS rebinding', async () => {
    expect(await raw('/api/status', { host: 'evil.example:7717' })).toMatchObject({ status: 403 });
    expect(await raw('/api/status', { host: 'localhost:7717' })).toMatchObject({ status: 200 });
  });

  test('a foreign Origin may not post; our own and none may', async () => {
    const own = new URL(viewer.url);
    const body = JSON.stringify(PUSH);
    expect((await send('/v1/metrics', body, { origin: 'http://evil.example' })).status).toBe(403);
    expect((await send('/v1/metrics', body, { origin: own.origin })).status).toBe(200);
    expect((await send('/v1/metrics', body)).status).toBe(200);
  });

  test('what does not exist is said', async () => {
    expect(await raw('/api/status', { host: 'localhost' }, 'POST')).toMatchObject({
      status: 405,
      text: '/api/status takes GET.\n',
    });
    expect((await send('/v1/profiles', '{}')).status).toBe(404);
  });
});

describe('the API', () => {
  test('status tells source, title, banner and what is in memory', async () => {
    const before = Date.now();
    await send('/v1/metrics', JSON.stringify(PUSH));
    viewer.setBanner('Simulated: GPU activity.');
    const status = (await (await fetch(new URL('/api/status', viewer.url))).json()) as Record<
      string,
      unknown
    >;
    expect(status).toMatchObject({
      source: 'otlp',
      sourceUrl: viewer.otlpUrl,
      title: 'T',
      banner: 'Simulated: GPU activity.',
      phase: 'running',
    });
    expect(status['seriesCount']).toBeGreaterThan(0);
    expect(status['nowMs']).toBeGreaterThanOrEqual(before);
  });

  test('series: the queries of the timeline, as the page sends them', async () => {
    await send('/v1/metrics', JSON.stringify(PUSH));
    const body = {
      queries: TIMELINE_QUERIES,
      fromMs: Date.now() - 5000,
      toMs: Date.now() + 1000,
      stepMs: 100,
    };
    const response = await send('/api/series', JSON.stringify(body));
    const { results } = (await response.json()) as {
      results: { refId: string; series: { labels: object }[] }[];
    };
    expect(results.map(({ refId }) => refId)).toEqual(TIMELINE_QUERIES.map(({ refId }) => refId));
    const queue = results.find(({ refId }) => refId === 'queue');
    expect(queue?.series).toContainEqual(expect.objectContaining({ labels: { model_name: 'pushed' } }));
  });

  test.each([
    ['[]', 'the body must be a JSON object'],
    ['{"queries":[],"fromMs":2,"toMs":1,"stepMs":1}', 'toMs must be after fromMs'],
    ['{"queries":[],"fromMs":0,"toMs":1,"stepMs":0}', 'stepMs must be at least 1'],
    ['{"queries":[{}],"fromMs":0,"toMs":1,"stepMs":1}', 'queries[0] needs refId, metrics and promql'],
    ['{"queries":[],"fromMs":"now","toMs":1,"stepMs":1}', 'fromMs must be a number of milliseconds'],
  ])('%s: %s', async (body, message) => {
    const response = await send('/api/series', body);
    expect(response.status).toBe(400);
    expect(await response.text()).toBe(`${message}\n`);
  });
});

describe('starting and stopping', () => {
  test('a busy port is named, with the way out', async () => {
    const port = Number(new URL(viewer.url).port);
    const second = startViewer({ port, source: { kind: 'otlp' }, assetsDir });
    await expect(second).rejects.toThrow(PortInUseError);
    await expect(second).rejects.toThrow(new RegExp(`Port ${port} .* taken.*--port`));
  });

  test('an address that is no Prometheus is named, without its password', async () => {
    const start = startViewer({ port: 0, source: { kind: 'prometheus', url: 'me:secret@host:9090' } });
    await expect(start).rejects.toThrow('is not the address of a Prometheus');
    await expect(start).rejects.not.toThrow('secret');
  });

  test('close frees the port while a browser holds its connection, and the end is told before', async () => {
    const short = await startViewer({ port: 0, source: { kind: 'otlp' }, assetsDir });
    await (await fetch(short.url)).text();
    short.end();
    const status = (await (await fetch(new URL('/api/status', short.url))).json()) as { phase: string };
    expect(status.phase).toBe('ended');
    await short.close();
    await short.close();
    const again = await startViewer({
      port: Number(new URL(short.url).port),
      source: { kind: 'otlp' },
      assetsDir,
    });
    await again.close();
  });
});
