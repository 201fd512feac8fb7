import { describe, expect, test } from 'vitest';
import { groupGaps, type Hit } from '../../src/layout';
import { factsOf } from '../../src/tooltip';
import { clockOf } from '../../src/words';
import { coldStart, observedGpu, queue, sampledEvery, T0_S } from '../given/timeline';

const clock = clockOf('utc');
const box = { x: 0, y: 0, width: 1, height: 1 };
const UUID = 'GPU-d95acd8a-51bf-bc16-adc3-be2704d0ef4b';

function podOn(gpu: ReturnType<typeof observedGpu>) {
  return coldStart({ pod: 'chat', from: 0, to: 40, gpu });
}

function gapHit(gpu: ReturnType<typeof observedGpu>): Hit {
  const [group] = groupGaps(gpu.gaps);
  if (!group) throw new Error('No gap was given.');
  return { kind: 'gap', coldStart: podOn(gpu), group, box };
}

function activityHit(gpu: ReturnType<typeof observedGpu>, index: number): Hit {
  const [of] = gpu.gpus;
  const stretch = of?.activity[index];
  if (!of || !stretch) throw new Error('No such stretch was given.');
  return { kind: 'activity', coldStart: podOn(gpu), gpu: of, stretch, box };
}

/** One GPU like the other. */
function times(count: number, gpu: ReturnType<typeof observedGpu>): ReturnType<typeof observedGpu> {
  const all = Array.from({ length: count }, (_, i) => i);
  return {
    ...gpu,
    gpus: all.flatMap((i) => gpu.gpus.map((of) => ({ ...of, id: `${of.id}-${i}` }))),
    gaps: all.flatMap((i) => gpu.gaps.map((gap) => ({ ...gap, gpuId: `${gap.gpuId}-${i}` }))),
  };
}

describe('a gap', () => {
  const idle = observedGpu(UUID, [[2, 30, 0], [30, 40, 0.9]], [], 40); // prettier-ignore

  test('names its GPU briefly beside a short label, and keeps the whole name', () => {
    const { pairs } = factsOf(gapHit(idle), clock);
    expect(pairs).toContainEqual(['Idle', '28 s']);
    expect(pairs).toContainEqual(['of GPU', 'NVIDIA H100 GPU-d95a…704d0ef4b', `NVIDIA H100 ${UUID}`]);
  });

  test('of many GPUs lists a few and counts the others', () => {
    const { pairs } = factsOf(gapHit(times(16, idle)), clock);
    expect(pairs.filter(([label]) => label === 'Idle')).toHaveLength(5);
    expect(pairs).toContainEqual(['and', '11 gaps more']);
  });
});

describe('a stretch of activity', () => {
  const stretches = [[2, 15, 0.2], [15, 30, 0.8], [30, 60, 0.9]] as const; // prettier-ignore

  test('between samples far apart says which sample stands for it', () => {
    const gpu = sampledEvery(15, stretches, 40);
    const remark = (index: number) => factsOf(activityHit(gpu, index), clock).remarks.join();
    expect(remark(0)).toContain(
      'Samples are 15 s apart: the one taken at 12:00:15 stands for the time before',
    );
    // The newest one stands for the time since, too.
    expect(remark(2)).toContain('Samples are 15 s apart: each stands for the time before');
  });

  test('between close samples needs no such words', () => {
    expect(factsOf(activityHit(observedGpu('g', stretches, [], 40), 0), clock).remarks).toEqual([]);
  });
});

describe('a row', () => {
  const remarks = (gpu: ReturnType<typeof observedGpu>) =>
    factsOf({ kind: 'row', coldStart: podOn(gpu), box }, clock);

  test('says that a shorter gap is not counted, which is no measured value', () => {
    const facts = remarks(observedGpu('g', [[2, 40, 0.9]], [], 40));
    expect(facts.remarks).toContain('Gaps shorter than 5 s are not counted.');
    expect(facts.pairs.map(([label]) => label)).not.toContain('Shortest gap');
  });

  test('says how exact the idle time is, where there is one', () => {
    const idle = remarks(observedGpu('g', [[2, 30, 0], [30, 40, 0.9]], [], 40)).pairs; // prettier-ignore
    expect(idle).toContainEqual(['GPU time', 'GPU idle 28 of 38 GPU-s']);
    expect(idle).toContainEqual(['Idle, exact to', '± 1 s']);
    const none = remarks(sampledEvery(15, [[2, 40, 0.9]], 40)).pairs;
    expect(none.map(([label]) => label)).not.toContain('Idle, exact to');
  });

  test('says that a shorter gap cannot be seen where samples are far apart', () => {
    expect(remarks(sampledEvery(15, [[2, 40, 0.9]], 40)).remarks).toContain(
      'GPU samples are 15 s apart: a gap shorter than 30 s cannot be seen.',
    );
  });

  test('of many GPUs lists a few and counts the others', () => {
    const { pairs } = remarks(times(8, observedGpu('g', [[2, 40, 0.9]], [], 40)));
    expect(pairs.find(([label]) => label === 'GPUs')?.[1].split(', ')).toHaveLength(5);
    expect(pairs).toContainEqual(['and', '3 GPUs more']);
  });
});

test('of many queues a few are listed and the others counted', () => {
  const tracks = Array.from({ length: 40 }, (_, i) => ({ ...queue(), model: `model-${i}` }));
  const { pairs } = factsOf({ kind: 'queue', tracks, atS: T0_S + 60, box }, clock);
  expect(pairs.length).toBeLessThan(20);
  expect(pairs).toContainEqual(['and', '35 queues more']);
});
