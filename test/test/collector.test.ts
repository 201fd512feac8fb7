import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ATTRIBUTES, METRICS, prometheusMetricName, ROOT_SPAN_NAME } from '@coldstart/conventions';
import type { MetricDefinition } from '@coldstart/conventions';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCollector, readExposition, startCollector } from '../src/collector/index.js';
import type { Collector } from '../src/collector/index.js';

const FIXTURE = fileURLToPath(new URL('fixtures/pushing-server.mjs', import.meta.url));

/** What the fixture's loads have to show. */
const EXPECTED = [
  METRICS.MARK_TIMESTAMP,
  METRICS.PHASE_START_TIMESTAMP,
  METRICS.PHASE_END_TIMESTAMP,
  METRICS.LOAD_IN_PROGRESS_START_TIMESTAMP,
  METRICS.LOAD_LAST_DURATION,
  METRICS.LOAD_COMPLETED_TIMESTAMP,
  METRICS.LOAD_BYTES,
  METRICS.LOAD_EXPECTED_BYTES,
  METRICS.LOAD_ABANDONED_TIMESTAMP,
  METRICS.QUEUE_DEPTH,
  METRICS.QUEUE_WAIT,
].map(prometheusMetricName);

const built = await buildCollector();
const program = 'program' in built ? built.program : null;
const skipped = 'missing' in built ? ` (SKIPPED: ${built.missing})` : '';
if (skipped !== '') {
  process.stderr.write(`the OpenTelemetry Collector beside the scrape${skipped}\n`);
}
const promtool = spawnSync('promtool', ['--version']).error === undefined;
const promtoolSkipped = promtool ? '' : ' (SKIPPED: there is no promtool on PATH)';
if (!promtool) {
  process.stderr.write(`promtool reads the scrape${promtoolSkipped}\n`);
}

describe.skipIf(program === null)(`one process, scraped and pushed through a collector${skipped}`, () => {
  let folder: string;
  let collector: Collector;
  let scraped: string;
  let pushed: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'coldstart-collector-'));
    collector = await startCollector(program ?? '', folder);
    const args = [FIXTURE, collector.otlpUrl, join(folder, 'journal')];
    await once(spawn(process.execPath, [...args, 'die'], { stdio: 'inherit' }), 'exit');
    const server = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const exited = once(server, 'exit');
    const [url] = (await once(createInterface({ input: server.stdout }), 'line')) as [string];

    [scraped, pushed] = await untilEqual(url, collector.metricsUrl);
    server.stdin.write('stop\n');
    await exited;
    await collector.stop();
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('has the same names, labels and values both ways', () => {
    expect(series(pushed)).toEqual(series(scraped));
  });

  it('has the same types both ways', () => {
    expect(types(pushed)).toEqual(types(scraped));
  });

  it.each(EXPECTED)('has %s', (name) => {
    expect(types(scraped)).toHaveProperty(name);
  });

  it('sends each load as a root span with a child per phase, all at their own times', () => {
    const spans = spansOf(collector.received('traces'));
    const roots = spans.filter(({ name }) => name === ROOT_SPAN_NAME);
    const modelOf = (span: Span) => attribute(span, ATTRIBUTES.MODEL_NAME.name);
    expect(roots.map(modelOf).sort()).toEqual(['broken', 'died', 'org/chat "q" \\ ü']);
    const root = roots.find((span) => modelOf(span)?.startsWith('org/chat') === true);
    const children = spans.filter(({ parentSpanId }) => parentSpanId === root?.spanId);
    const known = series(scraped);
    expect(children.map(({ name }) => name).sort()).toEqual([
      'runtime_init',
      'warmup',
      'weights_load',
      'weights_read',
    ]);
    for (const span of children) {
      const mine = Object.entries(known).filter(
        ([key]) => key.includes('model_name="org/chat') && key.includes(`phase="${span.name}"`),
      );
      const start = mine.find(([key]) => key.startsWith('coldstart_phase_start_'))?.[1];
      const end = mine.find(([key]) => key.startsWith('coldstart_phase_end_'))?.[1];
      expect(Number(span.startTimeUnixNano) / 1e9, span.name).toBeCloseTo(start ?? NaN, 3);
      expect(Number(span.endTimeUnixNano) / 1e9, span.name).toBeCloseTo(end ?? NaN, 3);
      expect(span.traceId).toBe(root?.traceId);
    }
  });

  it('sends one log record about the load that was abandoned', () => {
    const records = recordsOf(collector.received('logs'));
    expect(records).toHaveLength(1);
    const text = JSON.stringify(records);
    expect(text).toContain('died');
    expect(text).toContain('weights_load');
    expect(text).toContain('killed');
  });

  it.skipIf(!promtool)(`is a page that promtool has nothing to say about${promtoolSkipped}`, () => {
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: scraped });
    expect(`${stdout.toString()}${stderr.toString()}`).toBe('');
    expect(status).toBe(0);
  });
});

describe.skipIf(program === null)(`every metric of the conventions, pushed to a collector${skipped}`, () => {
  it('is named as the conventions say', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'coldstart-collector-'));
    const collector = await startCollector(program ?? '', folder);
    try {
      const response = await fetch(`${collector.otlpUrl}/v1/metrics`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(pushOf(Object.values(METRICS))),
      });
      expect(response.status).toBe(200);
      const page = await (await fetch(collector.metricsUrl)).text();
      expect(types(page)).toEqual(
        Object.fromEntries(
          Object.values(METRICS).map((metric) => [prometheusMetricName(metric), metric.type]),
        ),
      );
    } finally {
      await collector.stop();
      rmSync(folder, { recursive: true });
    }
  });
});

/** One point of each metric, in OTLP/JSON. */
function pushOf(definitions: readonly MetricDefinition[]): unknown {
  const timeUnixNano = String(BigInt(Date.now()) * 1_000_000n);
  const metrics = definitions.map(({ name, unit, type }) => ({
    name,
    unit,
    ...(type === 'gauge'
      ? { gauge: { dataPoints: [{ timeUnixNano, asDouble: 1 }] } }
      : {
          histogram: {
            aggregationTemporality: 2,
            dataPoints: [{ timeUnixNano, count: '1', sum: 1, bucketCounts: ['1', '0'], explicitBounds: [1] }],
          },
        }),
  }));
  return { resourceMetrics: [{ scopeMetrics: [{ metrics }] }] };
}

/** Both pages, once they say the same and all that is expected, or after the last try. */
async function untilEqual(scrapeUrl: string, collectorUrl: string): Promise<[string, string]> {
  const page = async (url: string) => (await fetch(url)).text();
  const deadline = performance.now() + 30_000;
  for (;;) {
    const both: [string, string] = [await page(scrapeUrl), await page(collectorUrl)];
    const [a, b] = both.map((text) => JSON.stringify(Object.entries(series(text)).sort()));
    const complete = EXPECTED.every((name) => name in types(both[0]));
    if ((a === b && complete) || performance.now() > deadline) {
      return both;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** The collector adds labels of its own to say who pushed. */
function read(text: string) {
  return readExposition(text, (label) => /^(job|instance|otel_scope_.*)$/.test(label));
}

const ABOUT_THE_SENDER = /^(target_info|otel_scope_info)\b/;

function series(text: string): Record<string, number> {
  return Object.fromEntries([...read(text).series].filter(([key]) => !ABOUT_THE_SENDER.test(key)));
}

function types(text: string): Record<string, string> {
  return Object.fromEntries([...read(text).types].filter(([name]) => !ABOUT_THE_SENDER.test(name)));
}

interface Span {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes?: readonly {
    readonly key: string;
    readonly value: { readonly stringValue?: string };
  }[];
}

function attribute(span: Span, name: string): string | undefined {
  return span.attributes?.find(({ key }) => key === name)?.value.stringValue;
}

function spansOf(requests: readonly unknown[]): Span[] {
  return (requests as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] }[])
    .flatMap(({ resourceSpans }) => resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
}

function recordsOf(requests: readonly unknown[]): unknown[] {
  return (requests as { resourceLogs: { scopeLogs: { logRecords: unknown[] }[] }[] }[])
    .flatMap(({ resourceLogs }) => resourceLogs)
    .flatMap(({ scopeLogs }) => scopeLogs.flatMap(({ logRecords }) => logRecords));
}
