import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

export interface Collector {
  /** Base URL for OTLP/HTTP exporters. */
  readonly otlpUrl: string;
  /** What its Prometheus exporter serves. */
  readonly metricsUrl: string;
  /** Asks it to end and waits until all that it got is in its files. */
  stop(): Promise<void>;
  /** What it was sent, request by request, in OTLP/JSON. After `stop`. */
  received(signal: 'traces' | 'logs'): unknown[];
}

/**
 * Starts a collector that `buildCollector` has built. Everything is left at its default but the addresses, on loopback.
 *
 * @param folder for its configuration and what it receives; the caller's to delete
 * @throws Error with what it said when it ends before it is ready
 */
export async function startCollector(program: string, folder: string): Promise<Collector> {
  const [otlp, metrics] = await freeAddresses();
  const config = join(folder, 'collector.yaml');
  const file = (signal: string): string => join(folder, `${signal}.jsonl`);
  // JSON is YAML.
  writeFileSync(
    config,
    JSON.stringify({
      receivers: { otlp: { protocols: { http: { endpoint: otlp } } } },
      exporters: {
        prometheus: { endpoint: metrics },
        'file/traces': { path: file('traces') },
        'file/logs': { path: file('logs') },
      },
      service: {
        telemetry: { metrics: { level: 'none' } },
        pipelines: {
          metrics: { receivers: ['otlp'], exporters: ['prometheus'] },
          traces: { receivers: ['otlp'], exporters: ['file/traces'] },
          logs: { receivers: ['otlp'], exporters: ['file/logs'] },
        },
      },
    }),
  );
  const child = spawn(program, [`--config=${config}`], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(child, 'close');
  await new Promise<void>((resolve, reject) => {
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('Everything is ready')) {
        resolve();
      }
    });
    child.once('error', reject);
    child.once('close', () => {
      reject(new Error(`the collector ended before it was ready:\n${said}`));
    });
  });
  return {
    otlpUrl: `http://${otlp}`,
    metricsUrl: `http://${metrics}/metrics`,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
    received: (signal) =>
      readFileSync(file(signal), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as unknown),
  };
}

/** The collector does not say which port it took when it is asked for a free one. */
async function freeAddresses(): Promise<[string, string]> {
  const servers = [createServer(), createServer()] as const;
  const addresses = await Promise.all(
    servers.map(async (server) => {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      return `127.0.0.1:${(server.address() as AddressInfo).port}`;
    }),
  );
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return [addresses[0] ?? '', addresses[1] ?? ''];
}
