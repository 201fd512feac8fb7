import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { TIMELINE_QUERIES, type TimelineQuery } from '@coldstart/timeline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { QueryResult } from '../../src/view/api.js';
import { prometheusSource, type SeriesSource } from '../../src/view/sources/index.js';

const missing = spawnSync('prometheus', ['--version']).error !== undefined;
if (missing) {
  process.stderr.write(
    'SKIPPED: the viewer against a real Prometheus, because `prometheus` is not on PATH.\n',
  );
}

const START_S = Math.floor(Date.now() / 1000);
const EXPOSED = `# TYPE coldstart_phase_start_timestamp_seconds gauge
coldstart_phase_start_timestamp_seconds{k8s_pod_name="pod-1",phase="weights_load",attempt="1"} ${START_S}.125
coldstart_load_in_progress_start_timestamp_seconds{k8s_pod_name="pod-1",attempt="1"} ${START_S}
kube_pod_status_ready_time{pod="pod-1"} ${START_S}
coldstart_queue_depth{k8s_pod_name="gateway"} 7
DCGM_FI_DEV_GPU_UTIL{pod="pod-1"} NaN
unrelated 1
`;

describe.skipIf(missing)('a real Prometheus', () => {
  let folder: string;
  let exporter: Server;
  let port: number;
  let prometheus: ChildProcess;
  let source: SeriesSource;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'coldstart-prometheus-'));
    exporter = await serve((_request, response) => response.end(EXPOSED));
    port = await freePort();
    const target = `127.0.0.1:${portOf(exporter)}`;
    await writeFile(
      path.join(folder, 'prometheus.yml'),
      `global: { scrape_interval: 1s }\nscrape_configs: [{ job_name: test, static_configs: [{ targets: ['${target}'] }] }]\n`,
    );
    prometheus = start();
    source = prometheusSource(`http://127.0.0.1:${port}/`);
    await until(async () => {
      const results = await ask(TIMELINE_QUERIES);
      // What is exposed has no GPU that is shared, and a NaN for activity.
      const fed = results.filter(({ refId }) => !['activity', 'shared', 'gpu'].includes(refId));
      return fed.every(({ series }) => series.length > 0);
    });
  }, 60_000);

  afterAll(async () => {
    source.close();
    await stop();
    exporter.close();
    await rm(folder, { recursive: true, force: true });
  });

  function start(): ChildProcess {
    return spawn(
      'prometheus',
      [
        `--config.file=${folder}/prometheus.yml`,
        `--storage.tsdb.path=${folder}/data`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--log.level=error',
      ],
      { stdio: 'ignore' },
    );
  }

  async function stop(): Promise<void> {
    const gone = new Promise((resolve) => prometheus.once('exit', resolve));
    prometheus.kill('SIGTERM');
    await gone;
  }

  function ask(queries: readonly TimelineQuery[]): Promise<readonly QueryResult[]> {
    const now = Date.now();
    return source.query({ queries, fromMs: now - 60_000, toMs: now, stepMs: 100 });
  }

  test('answers the queries of the timeline, names kept, time marks exact', async () => {
    const results = await ask(TIMELINE_QUERIES);
    expect(results.map(({ refId, error }) => [refId, error])).toEqual(
      TIMELINE_QUERIES.map(({ refId }) => [refId, undefined]),
    );
    const series = results.flatMap((result) => result.series);
    const named = (name: string) => series.filter(({ metric }) => metric === name);
    const [phase] = named('coldstart_phase_start_timestamp_seconds');
    expect(phase?.labels).toMatchObject({ k8s_pod_name: 'pod-1', phase: 'weights_load', attempt: '1' });
    expect(phase?.labels).not.toHaveProperty('__name__');
    expect(phase?.values).toEqual([START_S + 0.125]);
    expect(named('kube_pod_status_ready_time').length).toBe(2);
    expect(named('unrelated')).toEqual([]);
    const [depth] = named('coldstart_queue_depth');
    expect(new Set(depth?.values)).toEqual(new Set([7]));
    expect(depth?.timesMs.every((time) => time % 1000 === 0)).toBe(true);
    expect(new Set(named('DCGM_FI_DEV_GPU_UTIL').flatMap(({ values }) => values))).toEqual(new Set([null]));
    expect(source.seriesCount()).toBe(series.length);
  });

  test('a query that it refuses is said in its words', async () => {
    const [result] = await ask([{ refId: 'marks', mode: 'instant', metrics: [], promql: 'last_over_time(' }]);
    expect(result?.error).toMatch(/^Prometheus at http:\/\/127\.0\.0\.1:\d+ answers an error: .*parse error/);
    expect(result?.series).toEqual([]);
  });

  test('a long range stays below its limit of points', async () => {
    const now = Date.now();
    const week = 7 * 24 * 3600_000;
    const results = await source.query({
      queries: TIMELINE_QUERIES,
      fromMs: now - week,
      toMs: now,
      stepMs: 1,
    });
    expect(results.map(({ error }) => error).filter(Boolean)).toEqual([]);
  });

  test('while it is down that is said; when it is back, it answers again', async () => {
    await stop();
    const [down] = await ask(TIMELINE_QUERIES);
    expect(down?.error).toBe(
      `Prometheus at http://127.0.0.1:${port} does not answer: connect ECONNREFUSED 127.0.0.1:${port}`,
    );
    prometheus = start();
    await until(async () => (await ask(TIMELINE_QUERIES)).every(({ error }) => error === undefined));
  }, 60_000);
});

describe('something else at that address', () => {
  test('a server that is no Prometheus, and one that wants a password', async () => {
    const seen: (string | undefined)[] = [];
    const other = await serve((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(401).end('<html>who are you?</html>');
    });
    const source = prometheusSource(`http://me:p%40ss@127.0.0.1:${portOf(other)}/prom/`);
    const query = { refId: 'marks', mode: 'instant', metrics: [], promql: 'last_over_time(up[1m])' } as const;
    const [result] = await source.query({ queries: [query], fromMs: 0, toMs: 1000, stepMs: 1000 });
    expect(source.url).toBe(`http://127.0.0.1:${portOf(other)}/prom`);
    expect(result?.error).toBe(
      `Prometheus at ${String(source.url)} answers HTTP 401 Unauthorized, which is not its API`,
    );
    expect(seen).toEqual([`Basic ${Buffer.from('me:p@ss').toString('base64')}`]);
    other.close();
  });
});

function serve(listener: RequestListener): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer(listener);
    server.listen(0, '127.0.0.1', () => {
      resolve(server);
    });
  });
}

function portOf(server: { address(): unknown }): number {
  return (server.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const port = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('waited 30 s in vain');
    await delay(250);
  }
}
