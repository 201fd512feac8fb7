import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { METRICS, prometheusMetricName } from '@coldstart/conventions';
import { describe, expect, it } from 'vitest';
import { startFixture, startReceiver } from './process.js';

const IDENTITY =
  'model_name="m",k8s_namespace_name="prod",k8s_pod_name="pod-0",k8s_container_name="server",attempt="1"';

/** Value of the one sample whose line starts with this series. */
function sample(text: string, series: string): number | undefined {
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}

describe('the telemetry worker', () => {
  it('answers /metrics while the main thread is blocked, and shows the running phase', async () => {
    const server = startFixture('blocking-server.mjs');
    try {
      const url = await server.line();
      const begun = performance.now();
      const during = await (await fetch(url)).text();
      const tookMs = performance.now() - begun;
      // The main thread sleeps 1500 ms: an answer within it cannot come from there.
      expect(tookMs).toBeLessThan(1000);
      const start = sample(
        during,
        `coldstart_phase_start_timestamp_seconds{${IDENTITY},phase="weights_load"}`,
      );
      expect(start).toBeCloseTo(Date.now() / 1000, -1);
      expect(during).not.toContain('coldstart_phase_end_timestamp_seconds{');
      expect(
        sample(during, `coldstart_load_in_progress_start_timestamp_seconds{${IDENTITY},server="fixture"}`),
      ).toBeLessThanOrEqual(start ?? 0);

      expect(await server.line()).toBe('ready');
      const after = await (await fetch(url)).text();
      const end = sample(
        after,
        `coldstart_phase_end_timestamp_seconds{${IDENTITY},phase="weights_load",outcome="ok"}`,
      );
      expect((end ?? 0) - (start ?? 0)).toBeGreaterThan(1.4);
      expect(
        sample(after, `coldstart_load_in_progress_start_timestamp_seconds{${IDENTITY},server="fixture"}`),
      ).toBe(0);
      expect(
        sample(
          after,
          `coldstart_load_last_duration_seconds{${IDENTITY},outcome="ok",weights_source="unknown",server="fixture"}`,
        ),
      ).toBeGreaterThan(1.4);
      expect(
        sample(after, `coldstart_mark_timestamp_seconds{${IDENTITY},mark="model_ready"}`),
      ).toBeGreaterThanOrEqual(end ?? Infinity);
    } finally {
      server.child.stdin.write('stop\n');
      expect(await server.ended).toBe(0);
    }
  });

  it('uses the names of the conventions', async () => {
    const server = startFixture('blocking-server.mjs');
    try {
      const url = await server.line();
      await server.line();
      const text = await (await fetch(url)).text();
      const names = new Set([...text.matchAll(/^(coldstart_[a-z_]+)/gm)].map((match) => match[1]));
      const known = Object.values(METRICS).map(prometheusMetricName);
      expect([...names].filter((name) => !known.includes(name ?? ''))).toEqual([]);
      expect(names.size).toBeGreaterThanOrEqual(6);
    } finally {
      server.child.stdin.write('stop\n');
      await server.ended;
    }
  });

  it('names each misuse, returns what the function returns, and leaves the server alive', async () => {
    const server = startFixture('misuse.mjs');
    const said = await server.rest();
    expect(await server.ended).toBe(0);
    for (const line of [
      'this is ignored: metricsPort',
      'begin: unknown phase "no_such_phase"; known are scheduling,',
      'end: phase "warmup" ended without a begin',
      'begin: unknown phase "also_unknown"',
      'result 42',
      'phase "compile" of "m" was ended twice',
      'record: phase "warmup" ends at 4, before its start at 5',
      'progress: bytes must be a number from 0 on, got -1',
      'mark: mark "model_ready" cannot be set by hand: call ready()',
      'ready: the load of "m" is already ready',
      'fail: the load of "m" is already ready',
      'begin: the load of "m" is already ready',
      'mark: mark "first_request" is already set',
      'alive',
    ]) {
      expect(said).toContain(line);
    }
  });

  it('tells probes which phase the load is in: healthy while it loads, ready only at the end', async () => {
    const server = startFixture('blocking-server.mjs');
    try {
      const url = await server.line();
      const ask = async (path: string) => {
        const response = await fetch(new URL(path, url));
        return { status: response.status, body: (await response.json()) as unknown };
      };
      const loading = { status: 'loading', loads: [{ model: 'm', attempt: 1, phases: ['weights_load'] }] };
      expect(await ask('/healthz')).toMatchObject({ status: 200, body: loading });
      expect(await ask('/readyz')).toMatchObject({ status: 503, body: loading });
      await server.line();
      expect(await ask('/readyz')).toMatchObject({ status: 200, body: { status: 'ready' } });
      expect((await fetch(new URL('/else', url))).status).toBe(404);
      expect((await fetch(url, { method: 'POST' })).status).toBe(405);
    } finally {
      server.child.stdin.write('stop\n');
      await server.ended;
    }
  });

  it('is started once more when it crashes, at the same port and with all that it knew', async () => {
    const server = startFixture('crashing-worker.mjs');
    const said = await server.rest();
    expect(await server.ended).toBe(0);
    expect(said).toContain('the telemetry worker crashed: planted; it is started once more');
    expect(said).toContain('same port true');
    expect(said).toContain('phase true');
    expect(said).toContain('the telemetry worker crashed: planted; the server goes on without');
    expect(said).toContain('alive');
  });

  it('says which port is taken and how to choose another, and the server lives on', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const server = startFixture('misuse.mjs', [String(port)]);
    const said = await server.rest();
    taken.close();
    expect(said).toContain(`/metrics cannot listen on 127.0.0.1:${port}`);
    expect(said).toContain('COLDSTART_METRICS_PORT');
    expect(said).toContain('alive');
  });

  it('pushes metrics and one span per phase by OTLP as soon as the load is ready', async () => {
    const receiver = await startReceiver();
    const server = startFixture('misuse.mjs', ['0', receiver.url]);
    await server.rest();
    receiver.close();
    const metrics = JSON.stringify(receiver.received.filter(({ path }) => path === '/v1/metrics'));
    for (const metric of ['MARK_TIMESTAMP', 'PHASE_END_TIMESTAMP', 'LOAD_LAST_DURATION'] as const) {
      expect(metrics).toContain(`"${METRICS[metric].name}"`);
    }
    const spans = spansOf(receiver.received);
    expect(spans.map(({ name }) => name).sort()).toEqual(['coldstart', 'compile']);
    const root = spans.find(({ name }) => name === 'coldstart');
    expect(spans.find(({ name }) => name === 'compile')?.parentSpanId).toBe(root?.spanId);
  });

  it('joins the trace that TRACEPARENT names', async () => {
    const receiver = await startReceiver();
    const parent = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
    const server = startFixture('misuse.mjs', ['0', receiver.url], {
      TRACEPARENT: `00-${parent.traceId}-${parent.spanId}-01`,
    });
    await server.rest();
    receiver.close();
    const spans = JSON.stringify(receiver.received.filter(({ path }) => path === '/v1/traces'));
    expect(spans).toContain(`"traceId":"${parent.traceId}"`);
    expect(spans).toContain(`"parentSpanId":"${parent.spanId}"`);
  });

  const inherited = { traceId: '5cf92f3577b34da6a3ce929d0e0e4736', spanId: '11f067aa0ba902b7' };

  it.each([
    ['no trace came in', {}, null],
    ['one did', { TRACEPARENT: `00-${inherited.traceId}-${inherited.spanId}-01` }, inherited],
  ] as const)('tells children the ids of the root span before it is written: %s', async (_, env, parent) => {
    const receiver = await startReceiver();
    const server = startFixture('wrapper.mjs', [receiver.url], env);
    const told = await server.line();
    expect(await server.line()).toBe(told);
    const metrics = JSON.parse(await server.line()) as string;
    expect(await server.ended).toBe(0);
    receiver.close();
    const root = spansOf(receiver.received).find(({ name }) => name === 'coldstart');
    expect(told).toBe(`00-${root?.traceId}-${root?.spanId}-01`);
    expect(parent === null ? root?.parentSpanId : root).toEqual(
      parent === null
        ? undefined
        : expect.objectContaining({ traceId: parent.traceId, parentSpanId: parent.spanId }),
    );
    expect(
      spansOf(receiver.received).filter(({ parentSpanId }) => parentSpanId === root?.spanId),
    ).toHaveLength(2);
    const of = IDENTITY.replace('"prod"', '""');
    expect(sample(metrics, `coldstart_mark_timestamp_seconds{${of},mark="process_started"}`)).toBe(1000.5);
    expect(
      sample(metrics, `coldstart_phase_end_timestamp_seconds{${of},phase="runtime_init",outcome="ok"}`),
    ).toBe(1002.25);
    expect(sample(metrics, `coldstart_profile_missing_phases{${of},phase="compile"}`)).toBe(1);
    expect(metrics).not.toMatch(/missing_phases\{[^}]*weights_load/);
  });

  it('reports a load that died as the span that its children were told of', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'coldstart-told-'));
    const env = { COLDSTART_JOURNAL_DIR: folder };
    const dies = startFixture('wrapper.mjs', ['', 'hang'], env);
    const told = await dies.line();
    dies.child.kill('SIGKILL');
    await dies.ended;
    const receiver = await startReceiver();
    await startFixture('wrapper.mjs', [receiver.url], env).rest();
    receiver.close();
    rmSync(folder, { recursive: true, force: true });
    const roots = spansOf(receiver.received).filter(({ name }) => name === 'coldstart');
    expect(roots).toHaveLength(2);
    expect(roots.map(({ traceId, spanId }) => `00-${traceId}-${spanId}-01`)).toContain(told);
  });

  it('pushes a failed load though the process has nothing left to do, and a second try as attempt 2', async () => {
    const receiver = await startReceiver();
    const server = startFixture('failing-server.mjs', [receiver.url]);
    expect(await server.ended).toBe(1);
    receiver.close();
    const bodies = JSON.stringify(receiver.received);
    expect(bodies).toContain('"failed"');
    expect(bodies).toContain('no such file');
    expect(bodies).toMatch(/"attempt","value":\{"intValue":2\}/);
  });

  it('leaves a rejection that nobody handles to the host, and runs a lazy thenable once', async () => {
    const server = startFixture('rejections.mjs');
    expect(await server.line()).toBe('unhandled 1 runs 1');
  });

  it('leaves the report of a load that died to the next start when nobody takes it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'coldstart-report-'));
    const env = { COLDSTART_JOURNAL_DIR: folder };
    const dies = startFixture('gpu-loading.mjs', [], env);
    await dies.line();
    dies.child.kill('SIGKILL');
    await dies.ended;
    await startFixture('misuse.mjs', ['0', 'http://127.0.0.1:9'], env).rest();
    const receiver = await startReceiver();
    await startFixture('misuse.mjs', ['0', receiver.url], env).rest();
    const heard = receiver.received.length;
    expect(JSON.stringify(receiver.received)).toContain('coldstart.load.abandoned"');
    await startFixture('misuse.mjs', ['0', receiver.url], env).rest();
    receiver.close();
    rmSync(folder, { recursive: true, force: true });
    const logs = receiver.received.slice(heard).filter(({ path }) => path === '/v1/logs');
    expect(logs).toEqual([]);
  });

  it('says that a receiver does not answer, and the server lives on', async () => {
    const server = startFixture('misuse.mjs', ['0', 'http://127.0.0.1:9']);
    const said = await server.rest();
    expect(await server.ended).toBe(0);
    expect(said).toContain('ECONNREFUSED');
    expect(said).toContain('alive');
  });
});

function spansOf(received: readonly { readonly path: string; readonly body: unknown }[]) {
  return received
    .filter(({ path }) => path === '/v1/traces')
    .flatMap(({ body }) => (body as OtlpTraces).resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
}

interface OtlpTraces {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly {
      readonly spans: readonly {
        readonly name: string;
        readonly traceId: string;
        readonly spanId: string;
        readonly parentSpanId?: string;
      }[];
    }[];
  }[];
}
