import { describe, expect, test } from 'vitest';
import type { ColdStart } from '../../src/index.js';
import {
  cluster,
  NOT_READY_CLUSTER,
  onlyColdStart,
  own,
  ownSpan,
  READY_CLUSTER,
  READY_OWN,
  T0,
  tracedAt,
  vllmSpan,
  vllmStart,
} from '../fixtures/index.js';

function phasesOf({ phases }: ColdStart): unknown[] {
  return phases.map(({ phase, startS, endS, source }) => [phase, startS - T0, endS - T0, source]);
}

describe('spans of vLLM', () => {
  test('beside kube-state-metrics tell what happens inside the process', () => {
    const timeline = tracedAt(200, vllmStart(), cluster({ ...NOT_READY_CLUSTER, nowS: 200, ready: 88 }));
    const one = onlyColdStart(timeline);
    expect(phasesOf(one)).toEqual([
      ['scheduling', 0, 2, 'kube-state-metrics'],
      ['container_start', 2, 9, 'kube-state-metrics'],
      ['runtime_init', 18, 21, 'traces'],
      ['weights_load', 21, 52, 'traces'],
      ['cache_alloc', 60, 61, 'traces'],
      ['warmup', 61, 79, 'traces'],
      ['graph_capture', 65, 78, 'traces'],
    ]);
    expect(one).toMatchObject({ id: 'ml/a//1', server: 'vllm', startS: T0, endS: T0 + 88, durationS: 88 });
    expect(one.marks.model_ready).toBeUndefined();
    expect(timeline.notes).toEqual([expect.stringContaining('No GPU activity series')]);
  });

  test('alone make a cold start from their first to the ready engine, which is an estimate', () => {
    const one = onlyColdStart(tracedAt(200, vllmStart()));
    expect(one).toMatchObject({ startS: T0 + 12, endS: T0 + 80, server: 'vllm', attempt: 1 });
    expect(one.outcome).toMatchObject({
      kind: 'ready',
      by: 'model_ready',
      at: {
        atS: T0 + 80,
        estimated: true,
        resolutionS: 30,
        source: 'traces',
        metric: 'span Overall Loading',
      },
    });
    // 12 to 18 (the socket, spawning processes), 52 to 60 (profiling), 79 to 80.
    expect(one.unattributedS).toBeCloseTo(15, 5);
  });

  test('alone, and silent for more than three times as long as they spoke, show a start that is lost', () => {
    const started = [vllmSpan('Init device', 10, 12), vllmSpan('Loading (GPU)', 12, 40)];
    // They spoke for 30 s: until 40 + 3 * 30 the start may still go on.
    expect(onlyColdStart(tracedAt(125, started)).outcome.kind).toBe('loading');
    expect(onlyColdStart(tracedAt(135, started)).outcome).toEqual({ kind: 'lost', lastSeenS: T0 + 40 });
  });

  test('of several ranks are one phase, from the first start to the last end', () => {
    const ranks = [
      vllmSpan('Load weights', 20, 44, { id: 'rank 0' }),
      vllmSpan('Load weights', 21, 49, { id: 'rank 1', failed: true }),
    ];
    const [phase] = onlyColdStart(tracedAt(60, ranks)).phases;
    expect(phase).toMatchObject({ phase: 'weights_load', startS: T0 + 20, endS: T0 + 49, state: 'failed' });
  });

  test('of a compiler that begin in 1970 are dated by their end and the duration in an attribute', () => {
    const broken = vllmSpan('Dynamo bytecode transform', 0, 60, {
      attributes: { 'dynamo.time_seconds': '7.5' },
    });
    const [phase] = onlyColdStart(tracedAt(70, [{ ...broken, startS: 5312.25 }])).phases;
    expect(phase).toMatchObject({ phase: 'compile', startS: T0 + 52.5, endS: T0 + 60 });

    const silent = vllmSpan('Dynamo bytecode transform', 0, 60);
    const timeline = tracedAt(70, [{ ...silent, startS: 5312.25 }]);
    expect(timeline.coldStarts).toEqual([]);
    expect(timeline.notes).toContain(
      'Spans "Dynamo bytecode transform" have a start or an end that cannot be: ignored.',
    );
  });

  test('that come again after the end are another attempt where a process begins, and nothing where weights are reloaded', () => {
    const reload = vllmSpan('Load weights', 300, 320);
    const timeline = tracedAt(1000, [...vllmStart(), reload, ...vllmStart(400)]);
    expect(timeline.coldStarts.map(({ attempt, startS, endS }) => [attempt, startS - T0, endS - T0])).toEqual(
      [
        [1, 12, 80],
        [2, 412, 480],
      ],
    );
  });

  test('without a pod are ignored with a note', () => {
    const timeline = tracedAt(200, vllmStart(0, { pod: '', namespace: '' }));
    expect(timeline.coldStarts).toEqual([]);
    expect(timeline.notes[0]).toMatch(
      /^Spans .* name no pod \(resource attribute k8s\.pod\.name\): ignored\.$/,
    );
  });

  test('without a namespace belong to the one pod of their name', () => {
    const timeline = tracedAt(200, vllmStart(0, { namespace: '' }), cluster({ ...READY_CLUSTER, nowS: 200 }));
    expect(onlyColdStart(timeline)).toMatchObject({ namespace: 'ml', server: 'vllm' });
  });

  test('are taken by the names of the table: a bare "Loading" and requests are not', () => {
    const others = [
      vllmSpan('Loading', 10, 20),
      vllmSpan('llm_request', 20, 30),
      vllmSpan('constructor', 1, 2),
    ];
    expect(tracedAt(40, others)).toMatchObject({ coldStarts: [], notes: [] });
  });
});

describe('spans of the SDK and the wrapper', () => {
  const root = ownSpan('coldstart', 9.5, 60, { events: { process_started: 9.5, model_ready: 60 } });
  const children = [ownSpan('runtime_init', 9.5, 20), ownSpan('weights_load', 20, 50)];

  test('alone make a cold start', () => {
    const one = onlyColdStart(tracedAt(100, [root, ...children]));
    expect(one).toMatchObject({
      id: 'ml/a/server/1',
      model: 'qwen',
      server: 'vllm',
      weightsSource: 'disk',
      startS: T0 + 9.5,
      endS: T0 + 60,
      outcome: { kind: 'ready', by: 'model_ready' },
    });
    expect(one.marks.model_ready).toMatchObject({
      source: 'traces',
      metric: 'event model_ready',
      estimated: false,
    });
    expect(phasesOf(one)).toEqual([
      ['runtime_init', 9.5, 20, 'traces'],
      ['weights_load', 20, 50, 'traces'],
    ]);
  });

  test('of a load that failed show when and in which phase', () => {
    const failed = [
      ownSpan('coldstart', 9.5, 33, { failed: true }),
      ownSpan('weights_load', 20, 33, { failed: true }),
    ];
    expect(onlyColdStart(tracedAt(100, failed)).outcome).toMatchObject({
      kind: 'failed',
      at: { atS: T0 + 33 },
      reason: 'the model load failed in Weights load',
    });
  });

  test('say the same as the series: series come first, and nothing differs', () => {
    const story = own({ ...READY_OWN, phases: { runtime_init: [9.5, 20], weights_load: [20, 50] } });
    const one = onlyColdStart(tracedAt(100, [root, ...children], story));
    expect(one.phases.map(({ source }) => source)).toEqual(['coldstart', 'coldstart']);
    expect(one.phaseDisagreements).toEqual([]);
    expect(one.disagreements).toEqual([]);
  });

  test('take the spans of vLLM below them, which name no pod', () => {
    const below = vllmStart(0, { trace: 'own', parent: 'coldstart', pod: '', namespace: '' });
    const one = onlyColdStart(tracedAt(100, [root, ...children, ...below]));
    expect(phasesOf(one)).toEqual([
      ['runtime_init', 9.5, 20, 'traces'],
      ['weights_load', 20, 50, 'traces'],
    ]);
    // What vLLM says of a time after the root has ended, at 60, is of no load: no warm-up.
    // Of a phase that both tell, the wrapper's is kept, and the other is shown: vLLM read 18 and 21, 21 and 52.
    expect(
      one.phaseDisagreements.map(({ phase, edge, kept, other }) => [
        phase,
        edge,
        kept.atS - T0,
        other.atS - T0,
      ]),
    ).toEqual([
      ['runtime_init', 'start', 9.5, 18],
      ['runtime_init', 'end', 20, 21],
      ['weights_load', 'start', 20, 21],
      ['weights_load', 'end', 50, 52],
    ]);
  });

  test('do not take the spans of another pod of the same trace', () => {
    const other = vllmStart(0, { trace: 'own', parent: 'somebody', pod: 'b' });
    const timeline = tracedAt(100, [root, ...children, ...other]);
    expect(timeline.coldStarts.map(({ pod, phases }) => [pod, phases.length])).toEqual([
      ['a', 2],
      ['b', 5],
    ]);
  });
});

describe('series beside spans', () => {
  test('a phase that the series do not tell comes from the spans, and a difference beyond the resolution is shown', () => {
    const series = own({
      nowS: 100,
      marks: { process_started: 9.5, model_ready: 85 },
      phases: { weights_load: [21.5, 52] },
    });
    const one = onlyColdStart(tracedAt(100, vllmStart(), series));
    expect(phasesOf(one)).toEqual([
      ['runtime_init', 18, 21, 'traces'],
      ['weights_load', 21.5, 52, 'coldstart'],
      ['cache_alloc', 60, 61, 'traces'],
      ['warmup', 61, 79, 'traces'],
      ['graph_capture', 65, 78, 'traces'],
    ]);
    expect(one.phaseDisagreements).toMatchObject([
      {
        phase: 'weights_load',
        edge: 'start',
        kept: { atS: T0 + 21.5, source: 'coldstart' },
        other: { atS: T0 + 21, source: 'traces', metric: 'span Loading (GPU)' },
      },
    ]);
    expect(one.marks.model_ready).toMatchObject({ atS: T0 + 85, source: 'coldstart' });
  });

  test('go to the attempt that ran when they began', () => {
    const first = own({ nowS: 300, attempt: 1, marks: { process_started: 9.5, failed: 60 } });
    const second = own({ nowS: 300, attempt: 2, marks: { process_started: 110, model_ready: 185 } });
    const timeline = tracedAt(300, vllmStart(100), first, second);
    expect(timeline.coldStarts.map(({ attempt, phases }) => [attempt, phases.length])).toEqual([
      [1, 0],
      [2, 5],
    ]);
  });
});
