import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findPrometheus, JOBS, prometheusConfig, TargetFiles } from '../../src/demo/prometheus/index.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coldstart-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('findPrometheus', () => {
  it('takes the first program on the path and passes over what cannot run', async () => {
    const program = join(folder, 'prometheus');
    await writeFile(program, '#!/bin/sh\n');
    expect(() => findPrometheus(folder)).toThrow(/not found on PATH.*apt install prometheus/s);
    await chmod(program, 0o755);
    expect(findPrometheus(['/no/such/folder', '', folder].join(delimiter))).toBe(program);
  });
});

describe('the configuration', () => {
  it('scrapes every job from its file, with the charts’ honor_labels', () => {
    const config = JSON.parse(prometheusConfig('/run/targets', 15)) as {
      global: { scrape_interval: string };
      scrape_configs: { job_name: string; honor_labels: boolean; file_sd_configs: { files: string[] }[] }[];
    };
    expect(config.global.scrape_interval).toBe('15s');
    const honor = Object.fromEntries(config.scrape_configs.map((job) => [job.job_name, job.honor_labels]));
    expect(honor).toEqual({
      'inference-pods': false,
      gateway: false,
      'kube-state-metrics': true,
      'dcgm-exporter': false,
    });
    expect(config.scrape_configs[0]?.file_sd_configs[0]?.files).toEqual(['/run/targets/inference-pods.json']);
  });
});

describe('TargetFiles', () => {
  it('follows pods as they come and go', async () => {
    const targets = new TargetFiles(folder);
    const read = async () =>
      JSON.parse(await readFile(join(folder, 'inference-pods.json'), 'utf8')) as unknown;
    await Promise.all([
      targets.add(JOBS.pods, 'http://127.0.0.1:1001/metrics', { pod: 'a' }),
      targets.add(JOBS.pods, 'http://127.0.0.1:1002/metrics', { pod: 'b' }),
    ]);
    expect(await read()).toEqual([
      { targets: ['127.0.0.1:1001'], labels: { pod: 'a' } },
      { targets: ['127.0.0.1:1002'], labels: { pod: 'b' } },
    ]);
    await targets.removePod(JOBS.pods, 'a');
    expect(await read()).toEqual([{ targets: ['127.0.0.1:1002'], labels: { pod: 'b' } }]);
  });
});
