import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const READY_TIMEOUT_MS = 20_000;

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Prometheus {
  readonly url: string;
  /** Samples of an instant query. Rejects with what Prometheus says of a bad one. */
  query(promql: string): Promise<readonly Sample[]>;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

export interface PrometheusOptions {
  /** Put on every series; where a target has the label itself, `honorLabels` decides. */
  readonly labels?: Readonly<Record<string, string>>;
  /** True keeps the target's own label, false moves it to `exported_…`: Prometheus' default. */
  readonly honorLabels?: boolean;
  /** Puts blocks of samples into the folder of its data before it starts. */
  readonly fill?: (dataFolder: string) => Promise<void>;
}

/** A real Prometheus that scrapes `targets` (`host:port`, path `/metrics`) every second. */
export async function startPrometheus(
  program: string,
  targets: readonly string[],
  { labels = {}, honorLabels = false, fill }: PrometheusOptions = {},
): Promise<Prometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'coldstart-prometheus-'));
  const config = {
    global: { scrape_interval: '1s', scrape_timeout: '1s' },
    scrape_configs: [
      { job_name: 'servers', honor_labels: honorLabels, static_configs: [{ targets, labels }] },
    ],
  };
  writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(config)); // JSON is YAML
  try {
    await fill?.(join(folder, 'data'));
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  const url = `http://127.0.0.1:${await freePort()}`;
  const child = spawn(
    program,
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${new URL(url).host}`,
      // Blocks that were filled in may be of any age.
      '--storage.tsdb.retention.time=100y',
      '--log.level=warn',
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const patience = AbortSignal.timeout(READY_TIMEOUT_MS);
  while (!(await answers(`${url}/-/ready`))) {
    if (patience.aborted) {
      await stop();
      throw new Error(`Prometheus was not ready within ${READY_TIMEOUT_MS} ms`);
    }
    await delay(100);
  }
  return { url, query: (promql) => query(url, promql), stop };
}

/** A TCP port of 127.0.0.1 that is free now. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

async function query(url: string, promql: string): Promise<readonly Sample[]> {
  const response = await fetch(`${url}/api/v1/query?${new URLSearchParams({ query: promql }).toString()}`);
  const body = (await response.json()) as {
    readonly error?: string;
    readonly data?: {
      readonly result: readonly {
        readonly metric: Readonly<Record<string, string>>;
        readonly value: readonly [number, string];
      }[];
    };
  };
  if (body.data === undefined) {
    throw new Error(`${promql}: ${body.error ?? response.statusText}`);
  }
  return body.data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
}
