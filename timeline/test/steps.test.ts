import { describe, expect, test } from 'vitest';
import type { ColdStart, Timeline } from '../src/index.js';
import {
  activity,
  cluster,
  every,
  onlyColdStart,
  own,
  READY_CLUSTER,
  READY_OWN,
  samples,
  T0,
  timelineAt,
} from './fixtures/index.js';

/**
 * One cold start, told by more and more exporters: created at 0, on a node at 2, its container at 9, the process at 9.5,
 * the model at 60, Ready at 61. Its GPU works from 45 on. These are the steps of `docs/signals.md`.
 */
const CLUSTER = cluster(READY_CLUSTER);
const GPU = [activity(every(5, 5, 100, (atS) => (atS < 50 ? 0 : 0.9)))];
const ENGINE = [
  samples('vllm:num_requests_waiting', { model_name: 'qwen', namespace: 'ml', pod: 'a', engine: '0' }, [
    [65, 4],
    [70, 2],
    [75, 0],
  ]),
];
const OWN = own(READY_OWN);

const phasesOf = ({ phases }: ColdStart): unknown[] =>
  phases.map(({ phase, startS, endS, resolutionS }) => [phase, startS - T0, endS - T0, resolutionS]);
const notesOf = ({ notes }: Timeline): string => notes.join('\n');

describe('kube-state-metrics only', () => {
  const timeline = timelineAt(100, CLUSTER);
  const one = onlyColdStart(timeline);

  test('gives the whole, to the second at either end', () => {
    expect(one).toMatchObject({
      startS: T0,
      durationS: 61,
      resolutionS: 2,
      node: 'n1',
      outcome: { kind: 'ready', by: 'pod_ready' },
    });
    expect(phasesOf(one)).toEqual([
      ['scheduling', 0, 2, 2],
      ['container_start', 2, 9, 2],
    ]);
    expect(one.unattributedS).toBe(52);
  });

  test('leaves the GPU, the inside, the model and the queue out, and says so', () => {
    expect(one.gpu.kind).toBe('not_observable');
    expect(one.gpu.kind === 'not_observable' && one.gpu.why).toContain('dcgm-exporter');
    expect(one.marks.model_ready).toBeUndefined();
    expect(one.model).toBe('');
    expect(timeline.queues).toEqual([]);
    expect(notesOf(timeline)).toMatch(/No GPU activity series: .* not observable\. dcgm-exporter gives them/);
    expect(notesOf(timeline)).toMatch(/No coldstart series: .* inside the server process is not observable/);
  });
});

describe('+ a GPU exporter', () => {
  const timeline = timelineAt(100, CLUSTER, GPU);
  const one = onlyColdStart(timeline);

  test('gives the gap: idle from the allocation at 2 to the last idle sample at 45', () => {
    expect(one.gpu).toMatchObject({
      kind: 'observed',
      gaps: [{ startS: T0 + 2, endS: T0 + 45, durationS: 43, resolutionS: 5 }],
      allocatedGpuS: 59,
      idleGpuS: 43,
      unknownGpuS: 0,
    });
    expect(notesOf(timeline)).not.toContain('No GPU activity');
  });

  test('does not say why: most of it lies under no phase', () => {
    const gap = one.gpu.kind === 'observed' ? one.gpu.gaps[0] : undefined;
    expect(gap?.under).toEqual([
      { phase: null, seconds: 36 },
      { phase: 'container_start', seconds: 7 },
    ]);
    expect(notesOf(timeline)).toContain('No coldstart series');
  });

  test('is as sharp as its samples: at one every 30 s no gap below a minute is told by them alone', () => {
    const at = (stepS: number): ColdStart['gpu'] =>
      onlyColdStart(
        timelineAt(200, cluster({ ...READY_CLUSTER, nowS: 200 }), [
          activity(every(stepS, 0, 200, (atS) => (atS < 50 ? 0 : 0.9))),
        ]),
      ).gpu;
    expect(at(5)).toMatchObject({ kind: 'observed', minGapS: 10, idleGpuS: 43 });
    // It is known from the start of the container, at 9, and ends somewhere in the 30 s after the idle sample.
    expect(at(30)).toMatchObject({
      kind: 'observed',
      minGapS: 60,
      gaps: [{ startS: T0 + 2, endS: T0 + 30, resolutionS: 30 }],
    });
  });
});

describe('+ the metrics of the engine', () => {
  const timeline = timelineAt(100, CLUSTER, GPU, ENGINE);

  test('gives the queue of the model, from when the engine answers', () => {
    expect(timeline.queues).toMatchObject([
      {
        kind: 'engine',
        source: 'vllm',
        model: 'qwen',
        reporter: 'a',
        depth: [
          { atS: T0 + 65, requests: 4 },
          { atS: T0 + 70, requests: 2 },
          { atS: T0 + 75, requests: 0 },
        ],
      },
    ]);
  });

  test('dates nothing inside the server', () => {
    const one = onlyColdStart(timeline);
    expect(one.marks.model_ready).toBeUndefined();
    expect(one.unattributedS).toBe(52);
    expect(notesOf(timeline)).toContain('No coldstart series');
  });
});

describe('+ the SDK or the wrapper', () => {
  const timeline = timelineAt(100, CLUSTER, GPU, ENGINE, OWN);
  const one = onlyColdStart(timeline);

  test('gives the phases to the millisecond, the model and its moment, and the lag of the probe', () => {
    expect(phasesOf(one)).toEqual([
      ['scheduling', 0, 2, 2],
      ['container_start', 2, 9, 2],
      ['runtime_init', 9.5, 20, 0.002],
      ['weights_load', 20, 50, 0.002],
      ['weights_read', 20, 40, 0.002],
      ['weights_transfer', 40, 50, 0.002],
      ['warmup', 55, 60, 0.002],
      ['readiness', 60, 61, 1.001],
    ]);
    expect(one.model).toBe('qwen');
    expect(one.marks.model_ready).toMatchObject({ atS: T0 + 60, resolutionS: 0.001, source: 'coldstart' });
    expect(one.marks.first_request?.atS).toBe(T0 + 62.5);
    expect(one.bytes).toEqual({ loaded: 1000, expected: 1000 });
  });

  test('explains what nobody did: 5.5 s of 52 s are left, and the gap has its reasons', () => {
    expect(one.unattributedS).toBe(5.5);
    const gap = one.gpu.kind === 'observed' ? one.gpu.gaps[0] : undefined;
    expect(gap).toMatchObject({ durationS: 43 });
    expect(gap?.under).toEqual([
      { phase: 'weights_read', seconds: 20 },
      { phase: 'runtime_init', seconds: 10.5 },
      { phase: 'container_start', seconds: 7 },
      { phase: 'weights_transfer', seconds: 5 },
      { phase: null, seconds: 0.5 },
    ]);
    expect(timeline.notes).toEqual([]);
  });

  test('alone it knows nothing before its process, and says so', () => {
    const alone = timelineAt(100, OWN);
    expect(onlyColdStart(alone)).toMatchObject({
      startS: T0 + 9.5,
      durationS: 50.5,
      resolutionS: 0.002,
      outcome: { kind: 'ready', by: 'model_ready' },
    });
    expect(notesOf(alone)).toContain('No kube-state-metrics series');
  });
});
