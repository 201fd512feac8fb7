import { describe, expect, it } from 'vitest';
import type { ColdStart, GpuReport, Timeline } from '@coldstart/timeline';
import type { QueueFigures } from '../../src/demo/gateway/index.js';
import { statusLine } from '../../src/demo/report/index.js';
import { startProgress, summarize, verdict } from '../../src/demo/report/index.js';

const QUEUE: QueueFigures = {
  p95_before_s: 0.01234,
  p95_during_s: 7.98765,
  p95_after_s: null,
  max_depth: 90,
  requests: 500,
  failed: 2,
};

const under = (phase: ColdStart['phases'][number]['phase'] | null, seconds: number) => ({ phase, seconds });
const gap = (startS: number, endS: number, ...parts: ReturnType<typeof under>[]) => ({
  gpuId: 'GPU-1',
  startS,
  endS,
  durationS: endS - startS,
  resolutionS: 1,
  under: parts,
  open: false,
});

const moment = (atS: number) => ({
  atS,
  resolutionS: 1,
  source: 'coldstart' as const,
  metric: 'coldstart_mark_timestamp_seconds',
  estimated: false,
});

const start = (pod: string, change: Partial<ColdStart>): ColdStart => ({
  id: pod,
  namespace: 'inference',
  pod,
  container: 'server',
  model: 'demo-llm',
  node: 'gpu-node-1',
  nodeType: '',
  nodeCreated: null,
  owner: null,
  image: '',
  replica: null,
  restarts: null,
  server: '',
  attempt: 1,
  startS: 100,
  endS: 130,
  durationS: 30,
  resolutionS: 2,
  outcome: { kind: 'ready', at: moment(130), by: 'pod_ready' },
  marks: {},
  phases: [
    {
      phase: 'weights_fetch',
      startS: 105.00049,
      endS: 125,
      durationS: 19.99951,
      state: 'ok',
      resolutionS: 0.002,
      source: 'coldstart',
      estimated: false,
      parent: null,
      depth: 0,
      leaf: true,
      lane: 0,
    },
  ],
  segments: [],
  unattributedS: 1.5,
  criticalPath: [],
  gpu: { kind: 'not_observable', why: 'no activity series of this pod' },
  gpuBusy: [],
  weightsSource: 'remote',
  bytes: null,
  initContainers: [],
  imagePull: { kind: 'not_observable', why: 'No sample shows the container waiting for its image.' },
  heldUp: null,
  disagreements: [],
  phaseDisagreements: [],
  reported: [],
  clocks: [],
  simulated: [],
  ...change,
});

const observed = (idleGpuS: number, ...gaps: ReturnType<typeof gap>[]): ColdStart['gpu'] => ({
  kind: 'observed',
  gpus: [],
  gaps,
  allocatedGpuS: 30,
  idleGpuS,
  unknownGpuS: 0,
  resolutionS: 2,
  minGapS: 5,
});

const timeline = (...coldStarts: ColdStart[]): Timeline => ({
  coldStarts,
  replicas: [],
  queues: [],
  scaling: [],
  triggers: [],
  notes: [],
});

describe('summarize', () => {
  const summary = summarize(
    timeline(
      start('a', { gpu: observed(8, gap(101, 109, under('container_start', 8))) }),
      start('b', {
        gpu: observed(
          25,
          gap(101, 110, under('container_start', 9)),
          gap(112, 128, under('weights_fetch', 10), under(null, 6)),
        ),
      }),
      start('c', { outcome: { kind: 'failed', at: moment(110), reason: 'OOMKilled' } }),
    ),
    QUEUE,
    ['scheduling'],
    71.23456,
  );

  it('names the pod that wasted most and what it mostly waited for', () => {
    expect(summary.worst).toEqual({ pod: 'b', gpu_idle_s: 25, phase: 'weights_fetch' });
  });

  it('compares pods before it rounds', () => {
    const near = [25.0004, 25.0003].map((idleS, i) => start(`pod-${i}`, { gpu: observed(idleS) }));
    expect(summarize(timeline(...near), QUEUE, [], 1).worst).toMatchObject({ pod: 'pod-0', gpu_idle_s: 25 });
  });

  it('gives each pod its phases and gaps, to the millisecond', () => {
    expect(summary.pods[1]).toMatchObject({
      pod: 'b',
      weights_source: 'remote',
      outcome: 'ready',
      ready_s: 30,
      phases: [{ phase: 'weights_fetch', start_s: 105, duration_s: 20 }],
      unattributed_s: 1.5,
      gaps: [
        { start_s: 101, duration_s: 9, phase: 'container_start' },
        { start_s: 112, duration_s: 16, phase: 'weights_fetch' },
      ],
      gpu_idle_s: 25,
      gpu_min_gap_s: 5,
    });
    expect(summary.duration_s).toBe(71.235);
    expect(summary.queue).toMatchObject({ p95_before_s: 0.012, p95_during_s: 7.988, p95_after_s: null });
  });

  it('says null and why, never 0, where a GPU could not be observed', () => {
    expect(summary.pods[2]).toMatchObject({
      outcome: 'failed',
      ready_s: null,
      gpu_idle_s: null,
      gpu_not_observable: 'no activity series of this pod',
    });
    expect(summarize(timeline(start('a', {})), QUEUE, [], 1).worst).toBeNull();
  });

  it('says null, not 0, where a gap can hide between samples that are far apart', () => {
    const coarse = { ...observed(0), minGapS: 30 } as GpuReport;
    expect(summarize(timeline(start('a', { gpu: coarse })), QUEUE, [], 1).pods[0]).toMatchObject({
      gpu_idle_s: null,
      gpu_min_gap_s: 30,
      gpu_not_observable: 'samples this far apart show no gap shorter than 30 s',
    });
    const dense = summarize(timeline(start('a', { gpu: observed(0) })), QUEUE, [], 1);
    expect(dense.pods[0]).toMatchObject({ gpu_idle_s: 0, gpu_min_gap_s: 5 });
  });

  it('puts it in words', () => {
    const words = verdict(summary);
    expect(words).toContain('2 of 3 pods got ready');
    expect(words).toContain('c failed in weights fetch');
    expect(words).toContain('wasted by b: its GPU idled for 25.0 s, mostly during weights fetch');
    expect(words).toContain('8.0 s while pods started');
    expect(words).toContain('2 of 500 failed');
    expect(verdict(summarize(timeline(start('a', {})), QUEUE, [], 1))).toContain(
      'GPU time: no activity series of this pod.',
    );
    expect(verdict(summarize(timeline(start('a', { gpu: observed(0) })), QUEUE, [], 1))).toContain(
      'GPU time: no GPU idled for 5.0 s or longer',
    );
  });
});

describe('progress', () => {
  const sink = (isTTY: boolean) => {
    const written: string[] = [];
    return { isTTY, columns: 20, written, write: (text: string) => written.push(text) };
  };

  it('rewrites one line on a terminal, cut to its width, and keeps notes above it', () => {
    const out = sink(true);
    const progress = startProgress(out);
    progress.status('a', 'a line that is longer than the terminal');
    progress.note('kept');
    progress.end();
    expect(out.written).toEqual(['\r\x1b[Ka line that is long', '\r\x1b[Kkept\na line that is long', '\n']);
  });

  it('prints plain lines elsewhere: when the stage changes, else every few seconds', () => {
    const out = sink(false);
    let nowMs = 0;
    const progress = startProgress(out, () => nowMs);
    progress.status('a', 'one');
    progress.status('a', 'two');
    progress.status('b', 'three');
    nowMs = 6000;
    progress.status('b', 'four');
    expect(out.written).toEqual(['one\n', 'three\n', 'four\n']);
  });

  it('tells in one line what happens', () => {
    const pods = [
      { readyS: 1, step: 'ready' },
      { readyS: null, step: 'image_pull' },
      { readyS: null, step: 'image_pull' },
    ];
    expect(statusLine(23.4, 'new pods start', pods, 12, 3.21)).toBe(
      ' 23 s | new pods start | 1 ready, 2 image_pull | 12 waiting (last wait 3.2 s)',
    );
  });
});
