import { describe, expect, test } from 'vitest';
import { gpuSeconds, gpuSecondsBy } from '../../src/index.js';
import {
  activity,
  cluster,
  every,
  own,
  timelineAt,
  utilization,
  type GpuStory,
  type Point,
} from '../fixtures/index.js';

const NOW = 100;

interface PodStory {
  readonly pod: string;
  readonly accepted: number;
  readonly ready: number;
  readonly model?: string;
  readonly gpus?: number;
  readonly node?: string;
}

/** A pod whose container starts a second after its GPU is there; its model loads from 10 s after that. */
function pod({ pod: name, accepted, ready, model = 'qwen', gpus = 1, node = 'n1' }: PodStory) {
  const at = { created: accepted, scheduled: accepted, accepted, started: accepted + 1, ready };
  return [
    ...cluster({ nowS: NOW, pod: name, ...at, gpus, node }),
    ...own({
      nowS: NOW,
      pod: name,
      model,
      marks: { process_started: accepted + 1, model_ready: ready },
      phases: { runtime_init: [accepted + 1, accepted + 10], weights_load: [accepted + 10, ready] },
      inProgress: null,
    }),
  ];
}

const idle = (story: GpuStory, fromS: number) =>
  activity(
    every(1, fromS + 1, NOW, () => 0),
    story,
  );

describe('GPU-seconds', () => {
  test('of pods with GPUs of their own are the sums of their reports', () => {
    const { coldStarts } = timelineAt(
      NOW,
      pod({ pod: 'a', accepted: 0, ready: 50 }),
      pod({ pod: 'b', accepted: 20, ready: 60 }),
      [idle({ pod: 'a', uuid: 'GPU-0' }, 0), idle({ pod: 'b', uuid: 'GPU-1' }, 20)],
    );
    expect(gpuSeconds(coldStarts)).toEqual({
      allocatedS: 90,
      idleS: 90,
      unknownS: 0,
      under: [
        { phase: 'weights_load', seconds: 40 + 30 },
        { phase: 'runtime_init', seconds: 18 },
        { phase: 'container_start', seconds: 2 },
      ],
      observed: 2,
      notObservable: 0,
    });
  });

  test('of a GPU that two pods hold at once count once, under the phases of both by halves', () => {
    const { coldStarts } = timelineAt(
      NOW,
      pod({ pod: 'a', accepted: 0, ready: 50 }),
      pod({ pod: 'b', accepted: 20, ready: 60 }),
      [idle({ pod: 'a' }, 0), idle({ pod: 'b' }, 20)],
    );
    // The GPU is held from 0 to 60, by both from 20 to 50.
    const { under, ...sums } = gpuSeconds(coldStarts);
    expect(sums).toEqual({ allocatedS: 60, idleS: 60, unknownS: 0, observed: 2, notObservable: 0 });
    expect(under).toEqual([
      // a alone from 10 to 20, both from 30 to 50, b alone from 50 to 60, a's half beside b's start from 20 to 30.
      { phase: 'weights_load', seconds: 10 + 20 + 10 + 5 },
      // a alone from 1 to 10, b's half from 21 to 30.
      { phase: 'runtime_init', seconds: 9 + 4.5 },
      { phase: 'container_start', seconds: 1 + 0.5 },
    ]);
    expect(coldStarts.map(({ gpu }) => gpu.kind === 'observed' && gpu.idleGpuS)).toEqual([50, 40]);
  });

  test('of a shared GPU are unknown while it is busy for nobody knows whom', () => {
    const busy = (atS: number) => (atS > 30 && atS <= 40 ? 1 : 0);
    const { coldStarts } = timelineAt(
      NOW,
      pod({ pod: 'a', accepted: 0, ready: 50 }),
      pod({ pod: 'b', accepted: 20, ready: 60 }),
      [activity(every(1, 1, NOW, busy), { pod: 'a' }), activity(every(1, 21, NOW, busy), { pod: 'b' })],
    );
    expect(gpuSeconds(coldStarts)).toMatchObject({ allocatedS: 60, idleS: 50, unknownS: 10 });
  });

  test('of a GPU that is told per pod are idle only while it is idle for all', () => {
    const percent = (from: number, to: number, firstS: number): Point[] =>
      every(1, firstS, NOW, (atS) => (atS > from && atS <= to ? 60 : 0));
    const { coldStarts } = timelineAt(
      NOW,
      pod({ pod: 'a', accepted: 0, ready: 50 }),
      pod({ pod: 'b', accepted: 0, ready: 50 }),
      [utilization(percent(10, 20, 1), { pod: 'a' }), utilization(percent(20, 30, 1), { pod: 'b' })],
    );
    expect(coldStarts.map(({ gpu }) => gpu.kind === 'observed' && gpu.idleGpuS)).toEqual([40, 40]);
    expect(gpuSeconds(coldStarts)).toMatchObject({ allocatedS: 50, idleS: 30, unknownS: 0 });
  });

  test('keep what is unknown apart from what is not observable', () => {
    const { coldStarts } = timelineAt(
      NOW,
      pod({ pod: 'a', accepted: 0, ready: 50, gpus: 2 }),
      pod({ pod: 'b', accepted: 0, ready: 50 }),
      [idle({ pod: 'a' }, 0)],
    );
    // Of the two GPUs of a one has no series; of b nothing is known, and it is in no sum.
    expect(gpuSeconds(coldStarts)).toMatchObject({
      allocatedS: 100,
      idleS: 50,
      unknownS: 50,
      observed: 1,
      notObservable: 1,
    });
  });

  test('are none of nothing', () => {
    expect(gpuSeconds([])).toEqual({
      allocatedS: 0,
      idleS: 0,
      unknownS: 0,
      under: [],
      observed: 0,
      notObservable: 0,
    });
  });
});

describe('GPU-seconds by pod, model and node', () => {
  const { coldStarts } = timelineAt(
    NOW,
    pod({ pod: 'a', accepted: 0, ready: 50 }),
    pod({ pod: 'b', accepted: 20, ready: 60, model: 'llama' }),
    pod({ pod: 'c', accepted: 20, ready: 60, node: 'n2' }),
    [idle({ pod: 'a' }, 0), idle({ pod: 'b' }, 20), idle({ pod: 'c', uuid: 'GPU-5' }, 20)],
  );
  const idleBy = (key: Parameters<typeof gpuSecondsBy>[1]) =>
    [...gpuSecondsBy(coldStarts, key)].map(([name, { idleS }]) => [name, idleS]);

  test('count a GPU once in each group', () => {
    expect(idleBy('pod')).toEqual([
      ['ml/a', 50],
      ['ml/b', 40],
      ['ml/c', 40],
    ]);
    expect(idleBy('model')).toEqual([
      ['ml/llama', 40],
      ['ml/qwen', 90],
    ]);
    expect(idleBy('node')).toEqual([
      ['n1', 60],
      ['n2', 40],
    ]);
    expect(gpuSeconds(coldStarts).idleS).toBe(100);
  });
});
