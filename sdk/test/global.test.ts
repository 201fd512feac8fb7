import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { METRICS } from '@coldstart/conventions';
import { describe, expect, it } from 'vitest';
import { startFixture } from './process.js';

interface Seen {
  readonly metricsUrl: string | null;
  readonly traceParent: string;
  readonly boot: { readonly traceId: string; readonly spanId: string };
  readonly spans: readonly {
    readonly name: string;
    readonly traceId: string;
    readonly spanId: string;
    readonly parent: string | null;
  }[];
  readonly metrics: readonly (readonly [string, readonly { readonly value: unknown }[]])[];
}

describe("exporter: 'global'", () => {
  it('exports through the providers of the host, inside the trace that was active, and opens no port', async () => {
    const host = startFixture('global-server.mjs');
    const seen = JSON.parse(await host.line()) as Seen;
    expect(await host.ended).toBe(0);
    expect(seen.metricsUrl).toBeNull();
    const root = seen.spans.find(({ name }) => name === 'coldstart');
    expect(root).toMatchObject({ traceId: seen.boot.traceId, parent: seen.boot.spanId });
    expect(seen.spans.find(({ name }) => name === 'weights_load')?.parent).toBe(root?.spanId);
    // The host draws the ids of the root: a child is told the span that the root hangs below.
    expect(seen.traceParent).toBe(`00-${seen.boot.traceId}-${seen.boot.spanId}-01`);
    const metrics = new Map(seen.metrics);
    expect([...metrics.keys()]).toContain(METRICS.LOAD_LAST_DURATION.name);
    expect(metrics.get(METRICS.PHASE_START_TIMESTAMP.name)).toHaveLength(1);
    expect(metrics.get(METRICS.QUEUE_WAIT.name)?.[0]?.value).toMatchObject({ count: 1, sum: 0.7 });
  });

  it('keeps the report of a load that died until there is somebody to take it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'coldstart-global-'));
    const env = { COLDSTART_JOURNAL_DIR: folder, K8S_POD_NAME: 'pod-0' };
    const dies = startFixture('gpu-loading.mjs', [], env);
    await dies.line();
    dies.child.kill('SIGKILL');
    await dies.ended;
    const host = startFixture('global-server.mjs', [], env);
    const seen = JSON.parse(await host.line()) as Seen;
    await host.ended;
    rmSync(folder, { recursive: true, force: true });
    expect(seen.spans.filter(({ name }) => name === 'coldstart')).toHaveLength(2);
  });
});
