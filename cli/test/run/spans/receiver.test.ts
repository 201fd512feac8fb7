import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { startColdstart } from '@coldstart/sdk';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startSpanReceiver } from '../../../src/run/spans/index.js';
import type { SpanPhase, SpanReceiverOptions } from '../../../src/run/spans/index.js';
import { serveHttp } from '../ready/servers.js';

const SERVER = fileURLToPath(new URL('given/traced-server.mjs', import.meta.url));
const nowS = (): number => (performance.timeOrigin + performance.now()) / 1000;

async function receive(over: Partial<SpanReceiverOptions> = {}) {
  const phases: SpanPhase[] = [];
  const said: string[] = [];
  const startedS = nowS();
  const receiver = await startSpanReceiver({
    port: 0,
    env: {},
    childStartedS: () => startedS,
    nowS,
    onPhases: (some) => phases.push(...some),
    complain: (line) => said.push(line),
    ...over,
  });
  onTestFinished(() => receiver.close());
  return { receiver, phases, said, startedS };
}

/** A backend of the user that keeps what it gets. */
async function serveBackend(status = 200) {
  const got: { path: string; body: Buffer; headers: NodeJS.Dict<string | string[]> }[] = [];
  const server = await serveHttp((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      got.push({ path: request.url ?? '', body: Buffer.concat(chunks), headers: request.headers });
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    });
  });
  return { ...server, got };
}

const one = (name: string, startS: number, endS: number): string =>
  JSON.stringify({
    resourceSpans: [
      {
        scopeSpans: [
          {
            spans: [{ name, startTimeUnixNano: `${startS * 1e9}`, endTimeUnixNano: `${endS * 1e9}` }],
          },
        ],
      },
    ],
  });

const JSON_TYPE = { 'content-type': 'application/json' };

describe('the spans of a child', () => {
  it.each([{}, { OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' }])(
    'come from a real exporter %j, date a phase, and reach the backend below our root span',
    async (more) => {
      const backend = await serveBackend();
      const coldstart = startColdstart({
        metricsPort: false,
        otlpEndpoint: backend.url,
        terminationLog: null,
        gpu: 'off',
      });
      const load = coldstart.startLoad({ model: 'm' });
      const env = { OTEL_EXPORTER_OTLP_ENDPOINT: backend.url, OTEL_EXPORTER_OTLP_HEADERS: 'x-team=a%20b' };
      const { receiver, phases, said, startedS } = await receive({ env });
      const child = spawn(process.execPath, [SERVER], {
        stdio: 'inherit',
        env: receiver.environment({
          ...process.env,
          ...env,
          ...more,
          OTEL_TRACES_EXPORTER: 'otlp',
          OTEL_METRICS_EXPORTER: 'none',
          OTEL_LOGS_EXPORTER: 'none',
          TRACEPARENT: load.traceParent(),
        }),
      });
      expect(await once(child, 'exit')).toEqual([0, null]);
      await receiver.close();
      load.ready();
      await coldstart.shutdown();

      expect(said).toEqual([]);
      expect(phases).toHaveLength(1);
      const [{ phase, startS, endS } = { phase: null, startS: 0, endS: 0 }] = phases;
      expect(phase).toBe('weights_load');
      expect(startS).toBeGreaterThan(startedS);
      expect(endS - startS).toBeGreaterThan(0.045);
      expect(endS).toBeLessThan(nowS());

      const [, traceId = '', spanId = ''] = load.traceParent().split('-');
      const ofChild = backend.got.filter(
        ({ headers }) => headers['content-type'] === 'application/x-protobuf',
      );
      expect(ofChild.map(({ path, headers }) => [path, headers['x-team']])).toEqual([['/v1/traces', 'a b']]);
      const bytes = ofChild[0]?.body ?? Buffer.alloc(0);
      const field = (tag: number, id: string): Buffer =>
        Buffer.concat([Buffer.from([tag, id.length / 2]), Buffer.from(id, 'hex')]);
      // trace_id is field 1 of a span, parent_span_id field 4.
      expect(bytes.includes(field(0x0a, traceId))).toBe(true);
      expect(bytes.includes(field(0x22, spanId))).toBe(true);
      const ours = backend.got
        .map(({ body }) => body.toString())
        .find((body) => body.includes('"coldstart"'));
      expect(ours).toContain(`"spanId":"${spanId}"`);
    },
  );

  it('are taken as JSON and packed, and passed on unpacked', async () => {
    const backend = await serveBackend();
    const startedS = Math.floor(nowS()) - 100;
    const { receiver, phases } = await receive({
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: `${backend.url}/` },
      childStartedS: () => startedS,
    });
    const body = one('Capture model', startedS + 40, startedS + 52);
    const response = await fetch(receiver.endpoint, {
      method: 'POST',
      headers: { ...JSON_TYPE, 'content-encoding': 'gzip' },
      body: new Uint8Array(await promisify(gzip)(body)),
    });
    expect([response.status, await response.json()]).toEqual([200, {}]);
    await receiver.close();
    expect(phases).toEqual([{ phase: 'graph_capture', startS: startedS + 40, endS: startedS + 52 }]);
    expect(backend.got.map(({ path, body: got }) => [path, got.toString()])).toEqual([['/v1/traces', body]]);
  });

  it('that make no sense are named once, those that cannot be read are refused, and the next ones are taken', async () => {
    const { receiver, phases, said, startedS } = await receive();
    const post = async (body: string, type = 'application/json') =>
      (await fetch(receiver.endpoint, { method: 'POST', headers: { 'content-type': type }, body })).status;
    expect(await post(one('Dynamo bytecode transform', 1234, 2000))).toBe(200);
    expect(await post(one('Dynamo bytecode transform', 1234, 2000))).toBe(200);
    expect(await post('{"resourceSpans":[{]}')).toBe(400);
    expect(await post('{"resourceSpans":7}')).toBe(400);
    expect(await post('x', 'text/plain')).toBe(415);
    expect((await fetch(receiver.endpoint)).status).toBe(405);
    expect(phases).toEqual([]);
    expect(await post(one('Warmup (GPU)', Math.floor(startedS), nowS()))).toBe(200);
    expect(phases.map(({ phase }) => phase)).toEqual(['warmup']);
    expect(said).toEqual([
      'the span "Dynamo bytecode transform" of the server has times outside its life; it tells of no phase',
    ]);
  });

  it.each([
    ['answers no', async () => (await serveBackend(503)).url, 'answers 503'],
    ['is not there', () => Promise.resolve('http://127.0.0.1:9'), 'ECONNREFUSED'],
  ])(
    'date phases though the backend %s, which is said once and without secrets',
    async (_, backend, problem) => {
      const url = new URL(await backend());
      url.username = 'me';
      url.password = 'secret';
      const { receiver, phases, said, startedS } = await receive({
        env: { OTEL_EXPORTER_OTLP_ENDPOINT: url.href },
      });
      for (let sent = 0; sent < 3; sent += 1) {
        const body = one('Warmup (GPU)', Math.floor(startedS), nowS());
        await fetch(receiver.endpoint, { method: 'POST', headers: JSON_TYPE, body });
      }
      await receiver.close();
      expect(phases).toHaveLength(3);
      expect(said).toHaveLength(1);
      expect(said[0]).toContain(problem);
      expect(said[0]).not.toContain('secret');
    },
  );

  it('say which port is taken', async () => {
    const { port } = await serveHttp((_, response) => response.end());
    await expect(receive({ port })).rejects.toThrow(
      `Port ${port} on 127.0.0.1, for the spans of the server, is taken`,
    );
  });
});

describe('the environment of the child', () => {
  it('has our endpoint, and keeps one of its own', async () => {
    const { receiver } = await receive();
    const env = {
      PATH: '/bin',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
      OTEL_BSP_SCHEDULE_DELAY: '100',
    };
    expect(receiver.environment(env)).toEqual({
      ...env,
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: receiver.endpoint,
      OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/protobuf',
    });
    expect(receiver.environment({})['OTEL_BSP_SCHEDULE_DELAY']).toBe('500');
    const own = { ...env, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://collector:4317' };
    expect(receiver.environment(own)).toEqual(own);
  });
});
