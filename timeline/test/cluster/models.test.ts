import { describe, expect, test } from 'vitest';
import { activity, cluster, every, own, T0, timelineAt } from '../fixtures/index.js';

const POD = {
  nowS: 200,
  created: 0,
  scheduled: 2,
  accepted: 2,
  started: 9,
  ready: 130,
  gpus: 2,
  restarts: 0,
} as const;

describe('a server of several models, such as Triton or TorchServe', () => {
  const model = (name: string, phases: Readonly<Record<string, readonly [number, number]>>, readyS: number) =>
    own({
      nowS: 200,
      model: name,
      phases,
      marks: { process_started: 9.5, model_ready: readyS },
      inProgress: null,
    });
  const timeline = timelineAt(
    200,
    cluster(POD),
    model('ensemble', { runtime_init: [9.5, 30], weights_load: [30, 120] }, 121),
    model('encoder', { weights_load: [30, 60] }, 61),
    model('decoder', { weights_load: [60, 120] }, 120.5),
  );

  test('has a cold start for each, from the creation of the pod to its Ready', () => {
    expect(timeline.coldStarts.map(({ id, startS, endS }) => [id, startS - T0, endS - T0])).toEqual([
      ['ml/a/server/1/decoder', 0, 130],
      ['ml/a/server/1/encoder', 0, 130],
      ['ml/a/server/1/ensemble', 0, 130],
    ]);
  });

  test('each with its own load and the wait for the others in its readiness', () => {
    const loads = timeline.coldStarts.map(({ model: name, phases }) => [
      name,
      ...phases
        .filter(({ phase }) => phase === 'weights_load' || phase === 'readiness')
        .map(({ startS, endS }) => [startS - T0, endS - T0]),
    ]);
    expect(loads).toEqual([
      ['decoder', [60, 120], [120.5, 130]],
      ['encoder', [30, 60], [61, 130]],
      ['ensemble', [30, 120], [121, 130]],
    ]);
  });
});

describe('a pod with several GPUs', () => {
  test('waits for each of them', () => {
    const [one] = timelineAt(200, cluster(POD), [
      activity(
        every(5, 0, 200, () => 0),
        { uuid: 'GPU-0' },
      ),
      activity(
        every(5, 0, 200, (atS) => (atS > 60 ? 1 : 0)),
        { uuid: 'GPU-1' },
      ),
    ]).coldStarts;
    if (one?.gpu.kind !== 'observed') throw new Error('both GPUs have samples');
    // Both allocated from 2 to 130; the one idles all of it, the other up to its first busy interval.
    expect(one.gpu.allocatedGpuS).toBe(256);
    expect(one.gpu.gaps.map(({ gpuId, startS, endS }) => [gpuId, startS - T0, endS - T0])).toEqual([
      ['GPU-0', 2, 130],
      ['GPU-1', 2, 60],
    ]);
    expect(one.gpu.idleGpuS).toBe(186);
  });
});
