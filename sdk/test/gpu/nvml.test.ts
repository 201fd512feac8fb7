import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openGpuSource } from '../../dist/gpu/index.js';
import type { GpuSource } from '../../dist/gpu/index.js';
import { startFixture } from '../process.js';
import { buildStub, STUB_MISSING } from './stub/index.js';
import type { Stub } from './stub/index.js';

if (STUB_MISSING !== null) {
  process.stderr.write(`SKIPPED: GPU sampling through NVML: ${STUB_MISSING}\n`);
}

/** The processes that were started with `argument` in their command line. */
function processesOf(argument: string): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(argument);
      } catch {
        return false; // It ended meanwhile.
      }
    })
    .map(Number);
}

describe.skipIf(STUB_MISSING !== null)('NVML, through a stub of its library', () => {
  let stub: Stub;
  const said: string[] = [];
  const opened: GpuSource[] = [];
  beforeAll(() => {
    stub = buildStub();
  });
  beforeEach(() => {
    said.length = 0;
  });
  afterAll(async () => {
    await Promise.all(opened.map((source) => source.close()));
    stub.remove();
  });

  async function open(env: Record<string, string> = {}, library = stub.library): Promise<GpuSource | null> {
    const source = await openGpuSource({
      env: { NVML_STUB: stub.control, ...env },
      intervalMs: 50,
      complain: (line) => said.push(line),
      nvmlPath: library,
      sysfsRoot: '/nonexistent',
    });
    if (source !== null) opened.push(source);
    return source;
  }

  it('tells utilisation and memory of each GPU', async () => {
    stub.answer({ gpus: 2, percent: 37, used_mib: 1024 });
    const source = await open();
    expect(source?.kind).toBe('nvml');
    expect(await source?.read()).toEqual(
      ['GPU-0000-0', 'GPU-0000-1'].map((id) => ({
        id,
        name: 'Stub H100',
        utilization: 0.37,
        memoryUsedBytes: 2 ** 30,
        memoryTotalBytes: 80 * 2 ** 30,
      })),
    );
  });

  it('tells only of the GPUs of the pod', async () => {
    stub.answer({ gpus: 4 });
    const ids = async (env: Record<string, string>) =>
      (await (await open(env))?.read())?.map(({ id }) => id) ?? null;
    expect(await ids({ CUDA_VISIBLE_DEVICES: '2,0' })).toEqual(['GPU-0000-0', 'GPU-0000-2']);
    expect(await ids({ NVIDIA_VISIBLE_DEVICES: 'GPU-0000-3' })).toEqual(['GPU-0000-3']);
    expect(await ids({ CUDA_VISIBLE_DEVICES: '-1' })).toBeNull();
  });

  it('tells of MIG instances instead of their GPU, whose utilisation nobody knows', async () => {
    stub.answer({ gpus: 1, mig: 2, percent: 50 });
    const readings = await (await open())?.read();
    expect(readings?.map(({ id, utilization }) => [id, utilization])).toEqual([
      ['MIG-0000-0-0', null],
      ['MIG-0000-0-1', null],
    ]);
    expect(readings?.[0]?.memoryUsedBytes).toBe(500 * 2 ** 20);
  });

  it('goes on with the others when one GPU is lost, and finds it again', async () => {
    stub.answer({ gpus: 2 });
    const source = await open();
    stub.answer({ gpus: 2, lost: 0 });
    expect((await source?.read())?.map(({ id }) => id)).toEqual(['GPU-0000-1']);
    stub.answer({ gpus: 2 });
    expect(await source?.read()).toHaveLength(2);
  });

  it('finds the others where one GPU is lost from the start', async () => {
    stub.answer({ gpus: 3, lost: 0 });
    const source = await open();
    expect(source?.kind).toBe('nvml');
    expect((await source?.read())?.map(({ id }) => id)).toEqual(['GPU-0000-1', 'GPU-0000-2']);
  });

  it('says once which GPU is lost while the others go on', async () => {
    stub.answer({ gpus: 2 });
    const source = await open();
    stub.answer({ gpus: 2, lost: 0 });
    await source?.read();
    await source?.read();
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/GPU-0000-0.*GPU_IS_LOST \(15\)/);
  });

  it('names the call and the code when no GPU can be read', async () => {
    stub.answer({ gpus: 1 });
    const source = await open();
    stub.answer({ gpus: 1, lost: 0 });
    await expect(source?.read()).rejects.toThrow(
      /nvmlDevice\w+ of NVIDIA's driver failed: GPU_IS_LOST \(15\)/,
    );
  });

  it('counts what is allocated as used, not what the driver keeps for itself, where the driver tells them apart', async () => {
    const old = buildStub(true);
    stub.answer({ used_mib: 500, reserved_mib: 600 });
    const usedMib = async (library: string) =>
      ((await (await open({}, library))?.read())?.[0]?.memoryUsedBytes ?? NaN) / 2 ** 20;
    expect(await usedMib(stub.library)).toBe(500);
    expect(await usedMib(old.library)).toBe(1100);
    old.remove();
  });

  it('keeps the place of a GPU that is lost from the start', async () => {
    stub.answer({ gpus: 3, lost: 0 });
    const source = await open({ CUDA_VISIBLE_DEVICES: '1' });
    expect((await source?.read())?.map(({ id }) => id)).toEqual(['GPU-0000-1']);
    expect(said).toEqual([]);
    expect(await open({ CUDA_VISIBLE_DEVICES: '0' })).toBeNull();
    expect(said).toEqual([
      "GPU 0: nvmlDeviceGetHandleByIndex_v2 of NVIDIA's driver failed: GPU_IS_LOST (15)",
    ]);
  });

  it('is given up, and its process ended, when the driver hangs while it is opened', async () => {
    const hung = buildStub();
    hung.answer({ hang: 'nvmlInit_v2' });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const opening = open({ NVML_STUB: hung.control }, hung.library);
      await vi.waitUntil(() => processesOf(hung.library).length === 1, { timeout: 5000, interval: 50 });
      await vi.advanceTimersByTimeAsync(31_000);
      expect(await opening).toBeNull();
    } finally {
      vi.useRealTimers();
    }
    expect(said).toEqual(["NVIDIA's driver did not begin to answer within 30 s; NVML is not used"]);
    await expect.poll(() => processesOf(hung.library), { timeout: 5000 }).toEqual([]);
    hung.remove();
  });

  it('says once that the process that asks is gone', async () => {
    const own = buildStub();
    const source = await open({ NVML_STUB: own.control }, own.library);
    for (const pid of processesOf(own.library)) process.kill(pid, 'SIGKILL');
    await expect(source?.read()).rejects.toThrow("the process that asks NVIDIA's driver ended (SIGKILL)");
    expect(await source?.read()).toEqual([]);
    own.remove();
  });

  it('works with a driver that knows no MIG', async () => {
    const old = buildStub(true);
    stub.answer({ gpus: 1, percent: 10 });
    expect((await (await open({}, old.library))?.read())?.[0]?.utilization).toBe(0.1);
    old.remove();
  });

  it('is silent where there is no library, no driver or no GPU, and names any other refusal', async () => {
    expect(await open({}, '/nonexistent/libnvidia-ml.so.1')).toBeNull();
    stub.answer({ init: 9 });
    expect(await open()).toBeNull();
    stub.answer({ gpus: 0 });
    expect(await open()).toBeNull();
    expect(said).toEqual([]);
    stub.answer({ init: 18 });
    expect(await open()).toBeNull();
    expect(said).toEqual(["nvmlInit_v2 of NVIDIA's driver failed: LIB_RM_VERSION_MISMATCH (18)"]);
  });
});

describe.skipIf(STUB_MISSING !== null)('a server on a node with GPUs', () => {
  it('shows utilisation, memory, busy seconds per phase and the marks of the GPU', async () => {
    const stub = buildStub();
    const server = startFixture('gpu-server.mjs', [stub.control], {
      LD_LIBRARY_PATH: stub.folder,
      NVML_STUB: stub.control,
    });
    const text = (await server.rest()).replaceAll('|', '\n');
    expect(await server.ended).toBe(0);
    stub.remove();
    const gpu = 'hw_id="GPU-0000-0",hw_name="Stub H100"';
    const value = (pattern: RegExp): number => Number(pattern.exec(text)?.[1]);
    expect(text).toContain(gpu);
    expect(value(/^hw_gpu_utilization_ratio\{.*\} (.*)$/m)).toBe(0.8);
    expect(value(/^hw_gpu_memory_usage_bytes\{.*\} (.*)$/m)).toBe(4000 * 2 ** 20);
    // One GPU, idle for half a second, then 80 % busy for half a second.
    expect(value(/^coldstart_phase_gpu_busy_seconds\{.*phase="weights_read".*\} (.*)$/m)).toBeLessThan(0.15);
    const busy = value(/^coldstart_phase_gpu_busy_seconds\{.*phase="warmup".*\} (.*)$/m);
    expect(busy).toBeGreaterThan(0.2);
    expect(busy).toBeLessThanOrEqual(0.8);
    const mark = (name: string) =>
      value(new RegExp(`^coldstart_mark_timestamp_seconds\\{.*mark="${name}".*\\} (.*)$`, 'm'));
    expect(mark('gpu_allocated')).toBe(mark('process_started'));
    expect(mark('gpu_memory_first_used')).toBeGreaterThan(mark('process_started'));
    expect(mark('gpu_memory_first_used')).toBeLessThan(mark('model_ready'));
  });

  it('answers /metrics and ends in time while the driver hangs', async () => {
    const stub = buildStub();
    stub.answer({ gpus: 1, hang: 'nvmlDeviceGetUtilizationRates' });
    const server = startFixture('gpu-hang.mjs', [], {
      LD_LIBRARY_PATH: stub.folder,
      NVML_STUB: stub.control,
    });
    const said = await server.rest();
    expect(await server.ended).toBe(0);
    stub.remove();
    expect(said).toContain('the GPU driver did not answer within 5 s; GPUs are no longer sampled');
    expect(said).toContain('metrics 200');
    expect(said).toContain('end');
  });
});
