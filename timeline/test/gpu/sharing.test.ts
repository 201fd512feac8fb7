import { describe, expect, test } from 'vitest';
import type { ColdStart } from '../../src/index.js';
import {
  activity,
  cluster,
  dcgm,
  every,
  gapsOf,
  inPod,
  observed,
  stretchesOf,
  timelineAt,
  utilization,
  type Point,
} from '../fixtures/index.js';

const NOW = 100;
const pod = (name: string, accepted: number, ready: number) =>
  cluster({
    nowS: NOW,
    pod: name,
    created: accepted,
    scheduled: accepted,
    accepted,
    started: accepted + 1,
    ready,
    gpus: 1,
  });
/** a: [2, 82), b: [22, 92). */
const PODS = [...pod('a', 2, 82), ...pod('b', 22, 92)];
/** The GPU as a whole: busy over (40, 60]. */
const device = (atS: number) => (atS > 40 && atS <= 60 ? 0.8 : 0);

function coldStart(coldStarts: readonly ColdStart[], name: string): ColdStart {
  const found = coldStarts.find(({ pod: its }) => its === name);
  if (!found) throw new Error(`no cold start of ${name}`);
  return found;
}

describe('a GPU that two pods share, told as a whole', () => {
  const { coldStarts, notes } = timelineAt(NOW, PODS, [
    activity(every(5, 5, NOW, device), { pod: 'a' }),
    activity(every(5, 25, NOW, device), { pod: 'b' }),
  ]);
  const [a, b] = ['a', 'b'].map((name) => observed(coldStart(coldStarts, name)));
  if (!a || !b) throw new Error('no cold starts');

  test('is idle for each of them while it is idle, and unknown while it is busy for somebody', () => {
    expect(stretchesOf(a)).toEqual([
      [2, 40, 'idle'],
      [40, 60, 'unknown'],
      [60, 100, 'idle'],
    ]);
    expect(gapsOf(a)).toEqual([
      [2, 40],
      [60, 82],
    ]);
    expect(a).toMatchObject({ allocatedGpuS: 80, idleGpuS: 60, unknownGpuS: 20 });
    expect(b).toMatchObject({ allocatedGpuS: 70, idleGpuS: 18 + 32, unknownGpuS: 20 });
  });

  test('says with whom, and a note says why', () => {
    expect(a.gpus[0]?.shared).toEqual({ pods: ['ml/b'], perPod: false });
    expect(b.gpus[0]?.shared).toEqual({ pods: ['ml/a'], perPod: false });
    expect(notes).toContainEqual(
      'Pod a shares a GPU with ml/b: while it is busy nobody can tell for whom, so that time counts as unknown. dcgm-exporter tells pods apart with KUBERNETES_VIRTUAL_GPUS=true.',
    );
  });

  test('is busy for the one that had it alone', () => {
    const before = (atS: number) => (atS > 10 && atS <= 15 ? 1 : device(atS));
    const timeline = timelineAt(NOW, PODS, [
      activity(every(5, 5, NOW, before), { pod: 'a' }),
      activity(every(5, 25, NOW, before), { pod: 'b' }),
    ]);
    expect(stretchesOf(observed(coldStart(timeline.coldStarts, 'a'))).slice(0, 3)).toEqual([
      [2, 10, 'idle'],
      [10, 15, 'busy'],
      [15, 40, 'idle'],
    ]);
  });
});

describe('a GPU whose exporter names one of two pods, now this, now that', () => {
  test('is shared, and each pod is told what both series have', () => {
    const points = every(5, 5, NOW, device);
    const turns = (odd: number): Point[] => points.filter((_, i) => Math.floor(i / 2) % 2 === odd);
    const { coldStarts } = timelineAt(NOW, pod('a', 2, 82), pod('b', 2, 92), [
      activity(turns(0), { pod: 'a' }),
      activity(turns(1), { pod: 'b' }),
    ]);
    const a = observed(coldStart(coldStarts, 'a'));
    expect(a.gpus[0]).toMatchObject({ spacingS: 5, shared: { pods: ['ml/b'], perPod: false } });
    // It is named until 90, and what is after that is nobody's.
    expect(stretchesOf(a)).toEqual([
      [2, 40, 'idle'],
      [40, 60, 'unknown'],
      [60, 90, 'idle'],
      [90, 100, 'unknown'],
    ]);
  });
});

describe('a GPU that two pods share, told per pod', () => {
  const percent = (from: number, to: number): Point[] =>
    every(1, 2, NOW, (atS) => (atS > from && atS <= to ? 60 : 0));
  const wholeGpu: Point[] = every(1, 2, NOW, (atS) => (atS > 30 && atS <= 60 ? 1 : 0));

  test('is idle for one while the other works', () => {
    const { coldStarts, notes } = timelineAt(NOW, pod('a', 2, 82), pod('b', 2, 92), [
      utilization(percent(30, 45), { pod: 'a' }),
      utilization(percent(45, 60), { pod: 'b' }),
    ]);
    expect(gapsOf(observed(coldStart(coldStarts, 'a')))).toEqual([
      [2, 30],
      [45, 82],
    ]);
    expect(gapsOf(observed(coldStart(coldStarts, 'b')))).toEqual([
      [2, 45],
      [60, 92],
    ]);
    expect(observed(coldStart(coldStarts, 'a')).gpus[0]?.shared).toEqual({ pods: ['ml/b'], perPod: true });
    expect(notes.join()).not.toContain('shares a GPU');
  });

  test('is read so although the field that comes first tells of the whole, and as a second series does', () => {
    const { coldStarts } = timelineAt(NOW, pod('a', 2, 82), pod('b', 2, 92), [
      ...['a', 'b'].flatMap((name) => [
        activity(wholeGpu, { pod: name }),
        utilization(
          wholeGpu.map(([atS, ratio]) => [atS, 100 * ratio]),
          { pod: name, labels: { vgpu: '0' } },
        ),
      ]),
      utilization(percent(30, 45), { pod: 'a' }),
      utilization(percent(45, 60), { pod: 'b' }),
    ]);
    expect(gapsOf(observed(coldStart(coldStarts, 'a')))).toEqual([
      [2, 30],
      [45, 82],
    ]);
  });
});

describe('pods that do not share', () => {
  test('have a GPU one after the other', () => {
    const { coldStarts } = timelineAt(NOW, pod('a', 2, 40), pod('b', 52, 92), [
      activity(every(5, 5, 50, device), { pod: 'a' }),
      activity(every(5, 55, NOW, device), { pod: 'b' }),
    ]);
    expect(coldStarts.map((one) => observed(one).gpus[0]?.shared)).toEqual([null, null]);
  });

  test('have GPUs of different numbers, or of different nodes', () => {
    const labels = { UUID: '' };
    const { coldStarts } = timelineAt(NOW, PODS, [
      activity(every(5, 5, NOW, device), { pod: 'a', labels: { ...labels, instance: 'n1:9400' } }),
      activity(every(5, 25, NOW, device), { pod: 'b', labels: { ...labels, instance: 'n2:9400' } }),
    ]);
    expect(coldStarts.map((one) => observed(one).gpus[0]?.shared)).toEqual([null, null]);
  });
});

describe('samplers inside two pods of one GPU', () => {
  test('each see the whole of it, at moments of their own', () => {
    const other = { k8s_pod_name: 'b' };
    const ofB = inPod(every(1, 24.5, NOW, device));
    const { coldStarts } = timelineAt(NOW, PODS, [
      inPod(every(1, 4, NOW, device)),
      { ...ofB, labels: { ...ofB.labels, ...other } },
    ]);
    expect(observed(coldStart(coldStarts, 'b')).gpus[0]?.shared).toEqual({ pods: ['ml/a'], perPod: false });
    expect(observed(coldStart(coldStarts, 'b')).unknownGpuS).toBeGreaterThan(20);
  });
});

describe('under MIG', () => {
  const instance = (id: string, points: readonly Point[], name: string) =>
    activity(points, { pod: name, labels: { GPU_I_ID: id, GPU_I_PROFILE: '1g.10gb' } });

  test('instances are GPUs of their own, and one is idle while the other works', () => {
    const { coldStarts } = timelineAt(NOW, PODS, [
      instance('7', every(5, 5, NOW, device), 'a'),
      instance(
        '8',
        every(5, 25, NOW, () => 0),
        'b',
      ),
    ]);
    const [a, b] = coldStarts.map((one) => observed(one));
    expect(a?.gpus[0]).toMatchObject({
      id: 'GPU-0/7',
      device: 'GPU-0/7',
      name: 'GPU 0 NVIDIA L4 1g.10gb',
      shared: null,
    });
    expect(b?.gpus[0]).toMatchObject({ id: 'GPU-0/8', shared: null });
    expect([a?.idleGpuS, b?.idleGpuS]).toEqual([38 + 22, 70]);
  });

  test('the older field is 0 or absent: no idle GPU, but one that is not observable', () => {
    const zero = utilization(
      every(5, 5, NOW, () => 0),
      { pod: 'a', labels: { GPU_I_ID: '7', GPU_I_PROFILE: '1g.10gb' } },
    );
    const { coldStarts } = timelineAt(NOW, pod('a', 2, 82), [zero]);
    expect(coldStart(coldStarts, 'a').gpu).toEqual({
      kind: 'not_observable',
      why: expect.stringContaining('DCGM_FI_PROF_GR_ENGINE_ACTIVE') as string,
    });
  });

  test('nor does it say anything where only the request of the pod tells of MIG', () => {
    const asks = pod('a', 2, 82).map((one) =>
      one.labels['resource']
        ? { ...one, labels: { ...one.labels, resource: 'nvidia_com_mig_1g_10gb' } }
        : one,
    );
    const zero = utilization(
      every(5, 5, NOW, () => 0),
      { pod: 'a' },
    );
    expect(coldStart(timelineAt(NOW, asks, [zero]).coldStarts, 'a').gpu.kind).toBe('not_observable');
  });

  test('what is told of the GPU as a whole says nothing about its instances', () => {
    const whole = activity(
      every(5, 5, NOW, () => 1),
      { pod: 'a' },
    );
    const used = dcgm(
      'DCGM_FI_DEV_FB_USED',
      every(5, 5, NOW, () => 10),
      { pod: 'a', labels: { GPU_I_ID: '7' } },
    );
    const { coldStarts } = timelineAt(NOW, PODS, [whole, used, instance('7', every(5, 5, NOW, device), 'a')]);
    const report = observed(coldStart(coldStarts, 'a'));
    expect(report.gpus.map(({ id, memory }) => [id, memory?.bytes[0]])).toEqual([['GPU-0/7', 10_485_760]]);
    // b has only the series of the whole, which is split.
    const other = timelineAt(NOW, PODS, [
      instance('7', every(5, 5, NOW, device), 'a'),
      activity(
        every(5, 25, NOW, () => 0),
        { pod: 'b' },
      ),
    ]);
    expect(coldStart(other.coldStarts, 'b').gpu.kind).toBe('not_observable');
  });
});
