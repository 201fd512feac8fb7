import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startViewer } from '@coldstart/cli';
import { buildTimeline, type Timeline } from '@coldstart/timeline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findProgram, prometheusBinaries } from '../src/programs/index.js';
import { fillFrom, startPrometheus } from '../src/prometheus/index.js';

/*
 * A window of Prometheus 2 holds both of its ends, one of Prometheus 3 not its begin. Samples at whole seconds, as
 * agents that align them and backfilled data have them, lie on the ends of the steps of a query.
 */

const BEGIN_S = Date.parse('2026-01-05T00:00:00Z') / 1000;
const SPACING_S = 15;
const LENGTH_S = 600;

const binaries = await prometheusBinaries();
const promtool = findProgram('promtool');
const skipped = promtool === null ? ' (SKIPPED: there is no promtool on PATH)' : '';
if (skipped !== '') {
  process.stderr.write(`the queries on several versions of Prometheus${skipped}\n`);
}

describe.skipIf(promtool === null).each(binaries)(`Prometheus $version${skipped}`, ({ program }) => {
  const stops: (() => Promise<void>)[] = [];
  let timelineIn: (stepS: number) => Promise<Timeline>;

  beforeAll(async () => {
    const prometheus = await startPrometheus(program, [], { fill });
    stops.push(() => prometheus.stop());
    const viewer = await startViewer({ port: 0, source: { kind: 'prometheus', url: prometheus.url } });
    stops.push(() => viewer.close());
    timelineIn = async (stepS) => {
      const view = { fromS: BEGIN_S, toS: BEGIN_S + LENGTH_S };
      const series = await viewer.querySeries(view.fromS * 1000, view.toS * 1000, stepS * 1000);
      return buildTimeline({ series }, { ...view, nowS: view.toS });
    };
  });
  afterAll(async () => {
    for (const stop of stops.reverse()) {
      await stop();
    }
  });

  it.each([1, 5, SPACING_S])('in steps of %i s each sample counts once', async (stepS) => {
    const { coldStarts, queues } = await timelineIn(stepS);
    const loaded = coldStarts.find(({ pod }) => pod === 'loads');
    expect(loaded?.outcome).toMatchObject({ kind: 'ready', at: { atS: BEGIN_S + 290 } });
    // Idle in the samples from 0 to 195 s, busy in the one at 210 s, which speaks for the time since the one before.
    expect(loaded?.gpu).toMatchObject({
      kind: 'observed',
      gpus: [{ spacingS: SPACING_S }],
      gaps: [{ startS: BEGIN_S, endS: BEGIN_S + 195 }],
      idleGpuS: 195,
      unknownGpuS: 0,
    });
    const vanished = coldStarts.find(({ pod }) => pod === 'vanishes');
    expect(vanished?.outcome).toEqual({ kind: 'lost', lastSeenS: BEGIN_S + 285 });
    expect(queues.map(({ depth }) => depth.length)).toEqual([LENGTH_S / SPACING_S + 1]);
  });
});

/** A pod that becomes ready after 290 s, one that vanishes after 285 s, and the queue before them. */
async function fill(dataFolder: string): Promise<void> {
  const loads = 'namespace="a",pod="loads",uid="1"';
  const vanishes = 'namespace="a",pod="vanishes",uid="2"';
  const gpu = 'container="server",resource="nvidia_com_gpu"';
  const families: Readonly<Record<string, (offsetS: number) => readonly string[]>> = {
    kube_pod_created: (offsetS) => [
      `{${loads}} ${BEGIN_S}`,
      ...(offsetS < 300 ? [`{${vanishes}} ${BEGIN_S + 2}`] : []),
    ],
    kube_pod_start_time: () => [`{${loads}} ${BEGIN_S}`],
    kube_pod_status_ready_time: (offsetS) => (offsetS < 300 ? [] : [`{${loads}} ${BEGIN_S + 290}`]),
    kube_pod_container_resource_requests: (offsetS) => [
      `{${loads},${gpu}} 1`,
      ...(offsetS < 300 ? [`{${vanishes},${gpu}} 1`] : []),
    ],
    DCGM_FI_PROF_GR_ENGINE_ACTIVE: (offsetS) => [
      `{exported_namespace="a",exported_pod="loads",exported_container="server",UUID="g"} ${offsetS < 200 ? 0 : 0.9}`,
    ],
    coldstart_queue_depth: (offsetS) => [
      `{k8s_namespace_name="a",k8s_pod_name="loads",model_name="m"} ${offsetS % 7}`,
    ],
  };
  const lines: string[] = [];
  for (const [name, samplesAt] of Object.entries(families)) {
    lines.push(`# TYPE ${name} gauge`);
    for (let offsetS = 0; offsetS <= LENGTH_S; offsetS += SPACING_S) {
      lines.push(...samplesAt(offsetS).map((sample) => `${name}${sample} ${BEGIN_S + offsetS}`));
    }
  }
  const folder = mkdtempSync(join(tmpdir(), 'coldstart-versions-'));
  try {
    const file = join(folder, 'openmetrics.txt');
    writeFileSync(file, `${lines.join('\n')}\n# EOF\n`);
    await fillFrom(promtool ?? '', file, dataFolder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
