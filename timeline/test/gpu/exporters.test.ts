import { describe, expect, test } from 'vitest';
import {
  activity,
  amd,
  cluster,
  dcgm,
  every,
  gapsOf,
  inPod,
  observed,
  onlyColdStart,
  own,
  samples,
  stretchesOf,
  T0,
  timelineAt,
  utilization,
  xpum,
  type Point,
} from '../fixtures/index.js';

const NOW = 100;
/** Allocated at 2, Ready at 61. */
const POD = cluster({ nowS: NOW, created: 0, scheduled: 2, accepted: 2, started: 9, ready: 61, gpus: 1 });
const idleUntil30: Point[] = every(5, 5, NOW, (atS) => (atS > 30 ? 1 : 0));

const gpuOf = (...series: Parameters<typeof timelineAt>[1][]) =>
  observed(onlyColdStart(timelineAt(NOW, POD, ...series)));

describe('dcgm-exporter', () => {
  test('tells memory in MiB, kept as bytes while the pod holds the GPU', () => {
    const used = dcgm(
      'DCGM_FI_DEV_FB_USED',
      every(10, -20, NOW + 20, (atS) => (atS < 20 ? 4 : 1024)),
    );
    const [gpu] = gpuOf([activity(idleUntil30), used]).gpus;
    expect(Array.from(gpu?.memory?.timesS ?? [], (atS) => atS - T0)).toEqual([
      10, 20, 30, 40, 50, 60, 70, 80, 90, 100,
    ]);
    expect([...(gpu?.memory?.bytes ?? [])].slice(0, 2)).toEqual([4_194_304, 1_073_741_824]);
    expect(gpuOf([activity(idleUntil30)]).gpus[0]?.memory).toBeNull();
  });

  test('tells energy in mJ: what the GPU used in its gaps, over resets of the counter', () => {
    // 60 W from 0 to 100, counted from 1,000 J; loaded anew between 15 and 20, after which it counts from 0.
    const joules = (atS: number): number => (atS <= 15 ? 1000 + 60 * atS : 60 * (atS - 15));
    const counter = dcgm(
      'DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION',
      every(5, 5, NOW, (atS) => joules(atS) * 1000),
    );
    const report = gpuOf([activity(idleUntil30), counter]);
    expect(gapsOf(report)).toEqual([[2, 30]]);
    // The counter covers 25 of the 28 s.
    expect(report.gpus[0]?.idleEnergy).toEqual({ joules: 1500, overS: 25 });
    expect(gpuOf([activity(idleUntil30)]).gpus[0]?.idleEnergy).toBeNull();
  });

  test.each(['hostname', 'Hostname'])('numbers GPUs by node where it gives no UUID: by %s', (label) => {
    const without = (host: string, pod: string) =>
      activity(idleUntil30, { pod, labels: { UUID: '', [label]: host } });
    const { coldStarts } = timelineAt(
      NOW,
      ['a', 'b'].flatMap((pod) =>
        cluster({ nowS: NOW, pod, created: 0, scheduled: 2, accepted: 2, ready: 61, gpus: 1 }),
      ),
      [without('n1', 'a'), without('n2', 'b')],
    );
    expect(coldStarts.map((one) => observed(one).gpus[0])).toMatchObject([
      { id: 'nvidia0', device: 'n1/nvidia0', shared: null },
      { id: 'nvidia0', device: 'n2/nvidia0', shared: null },
    ]);
  });

  test('names the pod of a GPU that a claim of DRA allocated', () => {
    const claim = { dra_claim_name: 'gpu', dra_driver_name: 'gpu.nvidia.com', dra_device_name: 'gpu-0' };
    const one = onlyColdStart(
      timelineAt(NOW, cluster({ nowS: NOW, created: 0, scheduled: 2, accepted: 2, started: 9, ready: 61 }), [
        activity(idleUntil30, { labels: claim }),
      ]),
    );
    expect(gapsOf(observed(one))).toEqual([[2, 30]]);
  });
});

describe("AMD's exporter", () => {
  const percent: Point[] = idleUntil30.map(([atS, ratio]) => [atS, ratio * 100]);

  test.each([
    ['gpu_gfx_activity', false],
    ['gpu_gfx_activity', true],
    ['amd_gpu_gfx_activity', false],
  ])('shows gaps by %s, in percent, with renamed labels: %s', (metric, renamed) => {
    const report = gpuOf([amd(metric, percent, { renamed })]);
    // It looks back for a second: idle at 30, busy over [34, 35].
    expect(gapsOf(report)).toEqual([[2, 32]]);
    expect(report.gpus[0]).toMatchObject({ id: '692251001124', name: 'GPU 0 MI300X' });
  });

  test('tells memory in MB and energy in µJ', () => {
    const report = gpuOf([
      amd('gpu_gfx_activity', percent),
      amd(
        'gpu_used_vram',
        every(5, 5, NOW, () => 283),
      ),
      amd(
        'gpu_energy_consumed',
        every(5, 5, NOW, (atS) => 100e6 * atS),
      ),
    ]);
    expect(report.gpus[0]?.memory?.bytes[0]).toBe(296_747_008);
    expect(report.gpus[0]?.idleEnergy?.joules).toBeCloseTo(2700, 6);
  });

  test('tells the energy of a GPU that has run for days, which is no blank of DCGM', () => {
    // 750 W for 60 hours: 1.62e14 µJ, above the 2^47 by which DCGM says that it has none.
    const timeline = timelineAt(NOW, POD, [
      amd('gpu_gfx_activity', percent),
      amd(
        'gpu_energy_consumed',
        every(5, 5, NOW, (atS) => 1.62e14 + 100e6 * atS),
      ),
    ]);
    expect(observed(onlyColdStart(timeline)).gpus[0]?.idleEnergy?.joules).toBeCloseTo(2700, 3);
    expect(JSON.stringify(timeline.notes)).not.toContain('blank');
  });

  test('is not taken for the pod of a GPU that nobody holds', () => {
    const free = amd('gpu_gfx_activity', percent, {
      pod: 'device-metrics-exporter-x2',
      namespace: 'kube-amd-gpu',
      uuid: 'free',
    });
    const { coldStarts } = timelineAt(
      NOW,
      POD,
      cluster({
        nowS: NOW,
        pod: 'device-metrics-exporter-x2',
        namespace: 'kube-amd-gpu',
        created: 1,
        ready: 50,
      }),
      [amd('gpu_gfx_activity', percent), free],
    );
    expect(coldStarts.map(({ pod }) => pod)).toEqual(['a']);
  });
});

describe("Intel's XPU Manager", () => {
  test('shows gaps by the ratio of the whole GPU', () => {
    const report = gpuOf([xpum('xpum_engine_ratio', idleUntil30)]);
    expect(gapsOf(report)).toEqual([[2, 30]]);
    expect(report.gpus[0]).toMatchObject({ id: '0000-0029-02f5', name: 'GPU Max 1550' });
  });

  test('counts a GPU busy while any of its tiles computes, not while it only copies', () => {
    const tile = (type: string, sub: string, busy: (atS: number) => boolean) =>
      xpum(
        'xpum_engine_group_ratio',
        every(5, 5, NOW, (atS) => (busy(atS) ? 1 : 0)),
        { type, sub_dev: sub },
      );
    const report = gpuOf([
      tile('compute', '0', (atS) => atS > 20 && atS <= 30),
      tile('compute', '1', (atS) => atS > 30 && atS <= 40),
      tile('copy', '0', () => true),
    ]);
    expect(gapsOf(report)).toEqual([
      [2, 20],
      [40, 61],
    ]);
  });

  test('sums the memory of tiles', () => {
    const tile = (sub: string) =>
      xpum(
        'xpum_memory_used_bytes',
        every(5, 5, NOW, () => 1000),
        { sub_dev: sub },
      );
    const [gpu] = gpuOf([xpum('xpum_engine_ratio', idleUntil30), tile('0'), tile('1')]).gpus;
    expect(gpu?.memory?.bytes[0]).toBe(2000);
  });

  test('of version 2 names no pod: not observable, whoever may be alone on the node', () => {
    const labels = {
      hw_gpu_task: 'general',
      pci_bdf: '0000:29:00.0',
      hw_name: 'Max 1550',
      pod: 'xpumd-7',
      node: 'n1',
    };
    const timeline = timelineAt(NOW, POD, [samples('hw_gpu_utilization_ratio', labels, idleUntil30)]);
    expect(onlyColdStart(timeline).gpu.kind).toBe('not_observable');
    expect(timeline.notes).toContainEqual(expect.stringContaining('hw_gpu_utilization_ratio name no pod'));
  });
});

describe('the sampler inside the pod', () => {
  test.each(['hw_gpu_memory_usage_bytes', 'hw_gpu_memory_usage'])('tells memory in bytes by %s', (metric) => {
    const [gpu] = gpuOf([
      inPod(every(1, 12, NOW, () => 0)),
      inPod(
        every(1, 12, NOW, () => 5e9),
        metric,
      ),
    ]).gpus;
    expect(gpu?.memory?.bytes[0]).toBe(5e9);
  });

  test('and an exporter tell of one GPU by its UUID, and the exporter is read', () => {
    const report = gpuOf([inPod(every(1, 12, NOW, () => 1)), activity(idleUntil30)]);
    expect(report.gpus).toHaveLength(1);
    expect(gapsOf(report)).toEqual([[2, 30]]);
  });

  const phases = { runtime_init: [10, 20], weights_load: [20, 50] } as const;
  const load = own({ nowS: NOW, marks: { process_started: 10, model_ready: 60 }, phases, inProgress: null });
  const busy = (phase: string, seconds: number, at = NOW) =>
    samples(
      'coldstart_phase_gpu_busy_seconds',
      {
        k8s_namespace_name: 'ml',
        k8s_pod_name: 'a',
        k8s_container_name: 'server',
        model_name: 'qwen',
        attempt: '1',
        phase,
      },
      [[at, seconds]],
    );

  test('gives the busy seconds of each phase where nothing else does', () => {
    const one = onlyColdStart(
      timelineAt(NOW, POD, load, [busy('runtime_init', 0.4), busy('weights_load', 12.5)]),
    );
    expect(one.gpu.kind).toBe('not_observable');
    expect(one.gpuBusy).toEqual([
      { phase: 'runtime_init', ownS: 0.4, exporterS: null, resolutionS: null },
      { phase: 'weights_load', ownS: 12.5, exporterS: null, resolutionS: null },
    ]);
  });

  test('is checked against the exporter, and contradicted where their resolution does not explain it', () => {
    // Busy from 30 on: 20 s of the 30 s of weights_load, give or take a sample of 5 s at each end.
    const told = (seconds: number) =>
      timelineAt(NOW, POD, load, [busy('weights_load', seconds), activity(idleUntil30)]);
    expect(onlyColdStart(told(29)).gpuBusy).toEqual([
      { phase: 'weights_load', ownS: 29, exporterS: 20, resolutionS: 10 },
    ]);
    expect(told(29).notes.join()).not.toContain('busy for');
    expect(told(9.5).notes).toContainEqual(
      'In weights_load the GPUs of pod a were busy for 9.5 s by its own sampler, for 20 s by the exporter: more than 10 s apart.',
    );
  });

  test('is not checked by moments, which say little about a sum', () => {
    const one = onlyColdStart(
      timelineAt(NOW, POD, load, [
        busy('weights_load', 9),
        utilization(idleUntil30.map(([atS, ratio]) => [atS, 100 * ratio])),
      ]),
    );
    expect(one.gpuBusy).toEqual([{ phase: 'weights_load', ownS: 9, exporterS: null, resolutionS: null }]);
  });
});

describe('values', () => {
  test.each([
    ['32 bits', 2_147_483_632],
    ['64 bits', Number(0x7ffffffffffffff0n)],
    ['floating point', 140_737_488_355_328],
  ])('that DCGM leaves blank, of %s, are none', (_, blank) => {
    const timeline = timelineAt(NOW, POD, [
      activity(every(5, 5, NOW, (atS) => (atS === 20 ? blank : 0))),
      dcgm(
        'DCGM_FI_DEV_FB_USED',
        every(5, 5, NOW, () => blank),
      ),
    ]);
    const report = observed(onlyColdStart(timeline));
    expect(stretchesOf(report)).toEqual([
      [2, 15, 'idle'],
      [15, 20, 'unknown'],
      [20, 100, 'idle'],
    ]);
    expect(report.gpus[0]?.memory).toBeNull();
    expect(timeline.notes.filter((note) => note.includes('is blank'))).toHaveLength(2);
  });
});
