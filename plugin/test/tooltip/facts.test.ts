import { describe, expect, test } from 'vitest';
import { groupGaps, type Hit } from '../../src/layout';
import { factsOf } from '../../src/tooltip';
import { clockOf } from '../../src/words';
import { coldStart, moment, observedGpu, queue, sampledEvery, T0_S } from '../given/timeline';

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
      'Samples are 15 s apart, the last one here taken at 12:00:15. When the GPU worked between two of them cannot be seen.',
    );
    // The newest one stands for the time since, too.
    expect(remark(2)).toContain('Samples are 15 s apart. When the GPU worked');
  });

  test('between close samples needs no such words', () => {
    expect(factsOf(activityHit(observedGpu('g', stretches, [], 40), 0), clock).remarks).toEqual([]);
  });
});

describe('a stretch before any process could run', () => {
  test('is said to be idle without a sample', () => {
    const gpu = observedGpu('g', [[2, 15, 0]], [], 40);
    const inferred = (one: (typeof gpu.gpus)[number]) => ({
      ...one,
      activity: one.activity.map((stretch) => ({ ...stretch, by: 'no_process' as const, sampledS: NaN })),
    });
    expect(factsOf(activityHit({ ...gpu, gpus: gpu.gpus.map(inferred) }, 0), clock).remarks).toEqual([
      'Idle without a sample: no container that may use it had started.',
    ]);
  });
});

describe('a stretch that is unknown', () => {
  const stretches = [[2, 15, 0], [15, 30, -1], [30, 60, 0.9]] as const; // prettier-ignore
  const alone = observedGpu('g', stretches, [], 40);
  const sharedBy = (perPod: boolean) => ({
    ...alone,
    gpus: alone.gpus.map((gpu) => ({ ...gpu, shared: { pods: ['other/neighbour'], perPod } })),
  });

  test('has no samples where the pod is alone, or each pod is told', () => {
    for (const gpu of [alone, sharedBy(true)]) {
      expect(factsOf(activityHit(gpu, 1), clock).remarks).toEqual([
        'No samples here: neither idle nor busy can be said.',
      ]);
    }
  });

  test('may be the work of a neighbour, who is named', () => {
    const { pairs, remarks } = factsOf(activityHit(sharedBy(false), 1), clock);
    expect(remarks).toEqual([
      'Other pods share this GPU: it was busy and nobody tells for which pod, or there are no samples.',
    ]);
    expect(pairs).toContainEqual(['Shared with', 'other/neighbour', 'other/neighbour']);
  });
});

test('the samples of a GPU are those of who took them', () => {
  const gpu = observedGpu('g', [[2, 30, 0], [30, 40, 0.9]], [], 40); // prettier-ignore
  const ofAmd = {
    ...gpu,
    gpus: gpu.gpus.map((one) => ({
      ...one,
      source: 'amd-device-metrics-exporter' as const,
      metric: 'gpu_gfx_activity',
    })),
  };
  for (const hit of [activityHit(ofAmd, 0), gapHit(ofAmd)]) {
    expect(factsOf(hit, clock).pairs).toContainEqual(['Source', 'amd-device-metrics-exporter']);
  }
  expect(factsOf(activityHit(gpu, 0), clock).pairs).toContainEqual(['Source', 'dcgm-exporter (simulated)']);
});

describe('a phase', () => {
  const pulling = coldStart({
    pod: 'chat',
    from: 0,
    to: 60,
    phases: [{ phase: 'image_pull', from: 2, to: 42 }, { phase: 'weights_load', from: 45, to: 55 }], // prettier-ignore
  });
  const [pull, load] = pulling.phases;
  if (!pull || !load) throw new Error('No phase was given.');
  const factsAbout = (span: typeof pull, change: Partial<typeof pulling> = {}) =>
    factsOf({ kind: 'span', coldStart: { ...pulling, ...change }, span, box }, clock);

  test('that is estimated says so, and within which bounds', () => {
    const { pairs, remarks } = factsAbout(
      { ...pull, estimated: true },
      {
        imagePull: {
          kind: 'estimated',
          startS: pull.startS,
          endS: pull.endS,
          atLeastS: 12,
          atMostS: 40,
          why: 'The pull was seen to fail.',
        },
      },
    );
    expect(pairs).toContainEqual(['Estimated', 'derived from a related moment, not reported']);
    expect(pairs).toContainEqual(['Between', '12 s and 40 s']);
    expect(remarks).toContain('The pull was seen to fail.');
    expect(factsAbout(load).pairs.map(([label]) => label)).not.toContain('Estimated');
  });

  test('shows what the server timed itself, and who dates its ends otherwise', () => {
    const { pairs, remarks } = factsAbout(load, {
      reported: [
        {
          phase: 'weights_load',
          what: 'loading weights',
          model: 'chat-7b',
          seconds: 25,
          extent: 'same',
          source: 'sglang',
          metric: 'sglang:x',
          resolutionS: 0.1,
          seenS: 10,
          contradicted: true,
        },
      ],
      phaseDisagreements: [
        { phase: 'weights_load', edge: 'end', kept: moment(55), other: { ...moment(58), source: 'traces', metric: 'Load model' } }, // prettier-ignore
      ],
    });
    expect(pairs).toContainEqual([
      'loading weights, by its own stopwatch',
      '25 s, sglang: contradicts the times here',
    ]);
    expect(remarks).toContain(
      'traces (Load model) dates its end 2026-11-24 12:00:58.000: more apart than their resolutions allow.',
    );
    expect(factsAbout(pull, { phaseDisagreements: [] }).remarks).toHaveLength(1);
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

  test('says what holds the pod up', () => {
    const held = coldStart({
      pod: 'chat',
      from: 0,
      to: 90,
      outcome: { kind: 'loading' },
      heldUp: { reason: 'ErrImagePull', container: 'server', since: moment(30, 15), words: 'its image cannot be pulled' }, // prettier-ignore
    });
    const facts = factsOf({ kind: 'row', coldStart: held, box }, clock);
    expect(facts.subtitle).toBe('loading for 1 min 30 s, held up: ErrImagePull');
    expect(facts.pairs).toContainEqual(['Held up by', 'ErrImagePull (server)']);
    expect(facts.pairs).toContainEqual(['Held up since', '2026-11-24 12:00:30.000 ± 15 s']);
    expect(facts.remarks).toContain('Held up: its image cannot be pulled (ErrImagePull).');
  });

  test('says why there is no image pull', () => {
    const said = (imagePull: ReturnType<typeof coldStart>['imagePull']) => {
      const pod = { ...coldStart({ pod: 'chat', from: 0, to: 40 }), imagePull };
      const { pairs, remarks } = factsOf({ kind: 'row', coldStart: pod, box }, clock);
      return [...pairs.filter(([label]) => label === 'Image pull').map(([, value]) => value), ...remarks];
    };
    const onNode = said({ kind: 'on_node', why: 'Pod a ran the image on this node before.' });
    expect(onNode).toContain('none: the node had the image');
    expect(onNode).toContain('Image pull: Pod a ran the image on this node before.');
    expect(said({ kind: 'not_observable', why: 'Nobody knows.' })).toContain('not observable');
  });

  test('says which clock differs, and what shows it', () => {
    const evidence = ['pod chat: its process starts after its container'];
    const clocks = (lowS: number, highS: number) => {
      const offset = { clock: 'node', against: 'api-server', lowS, highS, evidence } as const;
      const pod = { ...coldStart({ pod: 'chat', from: 0, to: 40 }), clocks: [offset] };
      return factsOf({ kind: 'row', coldStart: pod, box }, clock).remarks.at(-1);
    };
    expect(clocks(2, 3.5)).toBe(
      'The clock of the node is 2 s to 3.5 s behind that of the API server. pod chat: its process starts after its container',
    );
    expect(clocks(-Infinity, -4)).toContain('is at least 4 s ahead of that of the API server');
    expect(clocks(-1, 1)).toContain('The clocks of the node and the API server differ.');
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

test('queues at the front door and in engines are told apart and never added', () => {
  const tracks = [{ ...queue(), kind: 'front_door' as const }, queue()];
  const facts = (some: typeof tracks) => factsOf({ kind: 'queue', tracks: some, atS: T0_S + 60, box }, clock);
  expect(facts(tracks).pairs).toContainEqual(['chat-7b, front door: depth', '5 requests']);
  expect(facts(tracks).pairs).toContainEqual(['chat-7b, engine: depth', '5 requests']);
  expect(facts(tracks).remarks.join()).toContain('the two do not add up');
  expect(facts([queue()]).pairs).toContainEqual(['reported by', 'gateway (engine)']);
  expect(facts([queue()]).remarks.join()).not.toContain('add up');
});
