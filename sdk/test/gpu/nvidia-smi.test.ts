import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openGpuSource, startGpuSampler } from '../../src/gpu/index.js';
import type { GpuSource } from '../../src/gpu/index.js';
import { Lines } from '../../src/gpu/nvidia-smi/lines.js';
import { parseLine } from '../../src/gpu/nvidia-smi/parse.js';
import { startFixture } from '../process.js';

const LINE = 'GPU-1, NVIDIA H100 80GB HBM3, 37, 1024, 81559';

describe('a line of nvidia-smi', () => {
  it('tells percent and MiB', () => {
    expect(parseLine(LINE)).toEqual({
      id: 'GPU-1',
      name: 'NVIDIA H100 80GB HBM3',
      utilization: 0.37,
      memoryUsedBytes: 2 ** 30,
      memoryTotalBytes: 81559 * 2 ** 20,
    });
    expect(parseLine('GPU-1, A100, [N/A], [N/A], 40960')).toMatchObject({
      utilization: null,
      memoryUsedBytes: null,
    });
  });

  it.each(['', 'No devices were found', 'GPU-1, A100, 5', 'x, y, 1, 2, 3', `${LINE}, 7`])(
    'that is %j tells nothing',
    (line) => {
      expect(parseLine(line)).toBeNull();
    },
  );

  it('never throws and never tells a utilisation above 1', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer(), (text, number) => {
        for (const line of [text, `GPU-1, ${text}, ${number}, ${text}, ${number}`]) {
          expect(parseLine(line)?.utilization ?? 0).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

describe('the output of nvidia-smi', () => {
  it('comes in the same lines however it is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 20 })), fc.array(fc.nat(30)), (lines, sizes) => {
        const text = lines.map((line) => `${line.replaceAll('\n', '')}\n`).join('');
        const reader = new Lines();
        const read: string[] = [];
        let from = 0;
        for (const size of sizes) read.push(...reader.add(text.slice(from, (from += size))));
        read.push(...reader.add(text.slice(from)));
        expect(read).toEqual(text.split('\n').slice(0, -1));
      }),
    );
  });

  it('does not fill the memory where a line never ends, and goes on after it', () => {
    const reader = new Lines();
    const read = [
      ...reader.add(`first\n${'x'.repeat(5000)}`),
      ...reader.add('x'.repeat(5000)),
      ...reader.add('end of it\nse'),
      ...reader.add('cond\n'),
    ];
    expect(read).toEqual(['first', 'second']);
  });
});

describe('nvidia-smi as a program', () => {
  let folder: string;
  const said: string[] = [];
  const path = process.env['PATH'];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'coldstart-smi-'));
    process.env['PATH'] = `${folder}:${path ?? ''}`;
    said.length = 0;
  });
  afterEach(() => {
    process.env['PATH'] = path;
    rmSync(folder, { recursive: true, force: true });
  });

  function install(script: string): void {
    const file = join(folder, 'nvidia-smi');
    writeFileSync(file, `#!/bin/sh\necho $$ >> ${folder}/pids\n${script}\n`);
    chmodSync(file, 0o755);
  }
  const pids = () => readFileSync(join(folder, 'pids'), 'utf8').trim().split('\n').map(Number);
  const open = (env: Record<string, string> = {}) =>
    openGpuSource({
      env: { PATH: process.env['PATH'], ...env },
      intervalMs: 50,
      complain: (line) => said.push(line),
      nvmlPath: '/nonexistent',
      sysfsRoot: '/nonexistent',
    });

  it('is read for as long as it prints, and ends when it is closed', async () => {
    install(`while :; do echo "${LINE}"; echo garbage; sleep 0.05; done`);
    const source = await open();
    expect(source?.kind).toBe('nvidia-smi');
    expect((await source?.read())?.[0]?.utilization).toBe(0.37);
    await source?.close();
    for (const pid of pids()) expect(() => process.kill(pid, 0)).toThrow();
  });

  it('is started once more when it dies, and the second death is said', async () => {
    install(`echo "${LINE}"; sleep 0.1`);
    const source = await open();
    await expect.poll(() => said.join(), { timeout: 5000 }).toContain('nvidia-smi ended again (exit code 0)');
    expect(pids()).toHaveLength(2);
    await source?.close();
  });

  it('gives no old reading for a new one when it hangs', async () => {
    install(`echo "${LINE}"; exec sleep 60`);
    const source = await open();
    expect(await source?.read()).toHaveLength(1);
    await delay(1700);
    expect(await source?.read()).toEqual([]);
    await source?.close();
  });

  it('is taken for absent, without a word, where it knows no GPU', async () => {
    install('echo "No devices were found"; exit 6');
    expect(await open()).toBeNull();
    expect(said).toEqual([]);
  });

  it('does not pass a neighbour off as the GPU of the pod that it has stopped telling of', async () => {
    install(`echo "${LINE}"; while :; do echo "GPU-2, H100, 90, 2, 3"; sleep 0.05; done`);
    const source = await open({ CUDA_VISIBLE_DEVICES: '0' });
    expect((await source?.read())?.map(({ id }) => id)).toEqual(['GPU-1']);
    await delay(1700);
    expect(await source?.read()).toEqual([]);
    await source?.close();
  });

  it('is not started where the pod may use no GPU', async () => {
    install(`while :; do echo "${LINE}"; sleep 0.05; done`);
    expect(await open({ CUDA_VISIBLE_DEVICES: '-1' })).toBeNull();
    expect(existsSync(join(folder, 'pids'))).toBe(false);
  });

  it('may take longer for its first line than a reading may', async () => {
    install(`sleep 6; while :; do echo "${LINE}"; sleep 0.05; done`);
    const sampler = startGpuSampler({
      open,
      intervalMs: 50,
      keepOn: false,
      nowS: () => performance.now() / 1000,
      complain: (line) => said.push(line),
    });
    sampler.loading(true);
    await expect.poll(() => sampler.latest(performance.now() / 1000), { timeout: 9000 }).toHaveLength(1);
    expect(said).toEqual([]);
    await sampler.close();
  });

  it('does not outlive a host that is killed', async () => {
    install(`while :; do echo "${LINE}" || exit 1; sleep 0.05; done`);
    const host = startFixture('gpu-loading.mjs');
    await host.line();
    await expect.poll(() => existsSync(join(folder, 'pids')), { timeout: 5000 }).toBe(true);
    host.child.kill('SIGKILL');
    await host.ended;
    await expect
      .poll(
        () =>
          pids().filter((pid) => {
            try {
              process.kill(pid, 0);
              return true;
            } catch {
              return false;
            }
          }),
        { timeout: 5000 },
      )
      .toEqual([]);
  });
});

describe('the sampler', () => {
  it('opens nothing before a load begins, samples while it runs, and shows nothing stale', async () => {
    let opened = 0;
    let clockS = 100;
    const sampler = startGpuSampler({
      open: () => {
        opened += 1;
        return Promise.resolve({
          kind: 'nvml' as const,
          read: () =>
            Promise.resolve([
              { id: 'GPU-0', name: '', utilization: 1, memoryUsedBytes: 1, memoryTotalBytes: 2 },
            ]),
          close: () => Promise.resolve(),
        });
      },
      intervalMs: 10,
      keepOn: false,
      nowS: () => (clockS += 0.01),
      complain: () => undefined,
    });
    await delay(50);
    expect(opened).toBe(0);
    sampler.loading(true);
    await expect.poll(() => sampler.busyS(0, Infinity) ?? 0).toBeGreaterThan(0);
    expect(opened).toBe(1);
    expect(sampler.latest(clockS)).toHaveLength(1);
    expect(sampler.latest(clockS + 10)).toEqual([]);
    expect(sampler.firstSeenS).toBeGreaterThan(100);
    await sampler.close();
  });

  it('waits for no source that is still opening when it is closed, and closes it then', async () => {
    let opened: (source: GpuSource) => void = () => undefined;
    let closed = 0;
    const sampler = startGpuSampler({
      open: () => new Promise((resolve) => (opened = resolve)),
      intervalMs: 10,
      keepOn: true,
      nowS: () => 1,
      complain: () => undefined,
    });
    await delay(20);
    const first = await Promise.race([sampler.close().then(() => 'closed'), delay(2000, 'waits')]);
    expect(first).toBe('closed');
    expect(closed).toBe(0);
    opened({
      kind: 'nvml',
      read: () => Promise.reject(new Error('nobody asks it')),
      close: () => Promise.resolve(void (closed += 1)),
    });
    await expect.poll(() => closed).toBe(1);
  });

  it('goes on after a reading that failed, and says why', async () => {
    const said: string[] = [];
    let reads = 0;
    const sampler = startGpuSampler({
      open: () =>
        Promise.resolve({
          kind: 'nvml' as const,
          read: () => (++reads === 1 ? Promise.reject(new Error('lost')) : Promise.resolve([])),
          close: () => Promise.resolve(),
        }),
      intervalMs: 10,
      keepOn: true,
      nowS: () => 1,
      complain: (line) => said.push(line),
    });
    await expect.poll(() => reads).toBeGreaterThan(2);
    expect(said).toEqual(['lost']);
    await sampler.close();
  });
});
