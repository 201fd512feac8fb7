import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openGpuSource } from '../../dist/gpu/index.js';
import type { GpuSource } from '../../dist/gpu/index.js';
import { startFixture } from '../process.js';
import { buildStub, STUB_MISSING } from './stub/index.js';
import type { Stub } from './stub/index.js';

if (STUB_MISSING !== null) {
  process.stderr.write(`SKIPPED: GPU sampling through NVML: ${STUB_MISSING}\n`);
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

  it('names the call and the code when no GPU can be read', async () => {
    stub.answer({ gpus: 1 });
    const source = await open();
    stub.answer({ gpus: 1, lost: 0 });
    await expect(source?.read()).rejects.toThrow(
      /nvmlDevice\w+ of NVIDIA's driver failed: GPU_IS_LOST \(15\)/,
    );
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
