import type { Mark, Phase, WeightsSource } from '@coldstart/conventions';
import type {
  ActivityStretch,
  ColdStart,
  ColdStartOutcome,
  Gap,
  GpuReport,
  HeldUp,
  Moment,
  PhaseSpan,
  PhaseState,
  QueueTrack,
  Segment,
  Timeline,
} from '@coldstart/timeline';

/** 2026-11-24 12:00:00 UTC. */
export const T0_S = Date.UTC(2026, 10, 24, 12) / 1000;

export function moment(afterS: number, resolutionS = 0.001): Moment {
  return {
    atS: T0_S + afterS,
    resolutionS,
    source: resolutionS < 1 ? 'coldstart' : 'kube-state-metrics',
    metric: resolutionS < 1 ? 'coldstart_mark_timestamp_seconds' : 'kube_pod_created',
    estimated: false,
  };
}

/** `inside`: index of the enclosing phase among those given before. Times in seconds after T0. */
export interface GivenPhase {
  readonly phase: Phase;
  readonly from: number;
  readonly to: number;
  readonly state?: PhaseState;
  readonly inside?: number;
  readonly lane?: number;
}

export function phaseSpans(given: readonly GivenPhase[]): PhaseSpan[] {
  const depthOf = (index: number): number => {
    const inside = given[index]?.inside;
    return inside === undefined ? 0 : depthOf(inside) + 1;
  };
  return given.map(({ phase, from, to, state = 'ok', inside, lane = 0 }, index) => ({
    phase,
    startS: T0_S + from,
    endS: T0_S + to,
    durationS: to - from,
    state,
    resolutionS: 0.002,
    estimated: false,
    source: phase === 'scheduling' || phase === 'container_start' ? 'kube-state-metrics' : 'coldstart',
    parent: inside ?? null,
    depth: depthOf(index),
    leaf: !given.some((other) => other.inside === index),
    lane,
  }));
}

/** Stretches as [from, to, utilisation]; a negative utilisation stands for unknown. */
export function observedGpu(
  id: string,
  stretches: readonly (readonly [number, number, number])[],
  under: readonly { phase: Phase | null; seconds: number }[],
  readyAfterS: number,
): Extract<GpuReport, { kind: 'observed' }> {
  const activity = stretches.map(([from, to, utilization]): ActivityStretch => ({
    startS: T0_S + from,
    endS: T0_S + to,
    state: utilization < 0 ? 'unknown' : utilization < 0.05 ? 'idle' : 'busy',
    utilization: utilization < 0 ? NaN : utilization,
    sampledS: utilization < 0 ? NaN : T0_S + to,
    by: utilization < 0 ? null : 'samples',
  }));
  const gaps = activity
    .filter(
      ({ state, startS, endS }) => state === 'idle' && endS - startS >= 5 && startS < T0_S + readyAfterS,
    )
    .map((stretch, index): Gap => {
      const endS = Math.min(stretch.endS, T0_S + readyAfterS);
      return {
        gpuId: id,
        startS: stretch.startS,
        endS,
        durationS: endS - stretch.startS,
        resolutionS: 1,
        under: index === 0 ? under : [{ phase: null, seconds: endS - stretch.startS }],
        open: false,
      };
    });
  const first = activity[0]?.startS ?? T0_S;
  const before = (state: ActivityStretch['state']) =>
    activity
      .filter((stretch) => stretch.state === state && stretch.startS < T0_S + readyAfterS)
      .reduce((sum, { startS, endS }) => sum + Math.min(endS, T0_S + readyAfterS) - startS, 0);
  return {
    kind: 'observed',
    gpus: [
      {
        id,
        device: id,
        name: 'NVIDIA H100',
        shared: null,
        memory: null,
        idleEnergy: null,
        source: 'dcgm-exporter',
        metric: 'DCGM_FI_PROF_GR_ENGINE_ACTIVE',
        spacingS: 1,
        activity,
      },
    ],
    gaps,
    allocatedGpuS: T0_S + readyAfterS - first,
    idleGpuS: gaps.reduce((sum, { durationS }) => sum + durationS, 0),
    unknownGpuS: before('unknown'),
    resolutionS: gaps.length,
    minGapS: 5,
  };
}

/** The same, seen by samples that lie further apart. */
export function sampledEvery(
  spacingS: number,
  stretches: Parameters<typeof observedGpu>[1],
  readyAfterS: number,
): ReturnType<typeof observedGpu> {
  const report = observedGpu('GPU-far', stretches, [], readyAfterS);
  return {
    ...report,
    gpus: report.gpus.map((gpu) => ({ ...gpu, spacingS })),
    minGapS: Math.max(report.minGapS, 2 * spacingS),
  };
}

export interface GivenColdStart {
  readonly pod: string;
  readonly from: number;
  readonly to: number;
  readonly phases?: readonly GivenPhase[];
  readonly outcome?: ColdStartOutcome;
  readonly marks?: Partial<Record<Mark, Moment>>;
  readonly gpu?: GpuReport;
  readonly weightsSource?: WeightsSource;
  readonly attempt?: number;
  readonly heldUp?: HeldUp;
  readonly unattributed?: readonly (readonly [number, number])[];
}

export function coldStart(given: GivenColdStart): ColdStart {
  const { pod, from, to, phases = [], attempt = 1, unattributed = [] } = given;
  const segments: Segment[] = unattributed.map(([start, end]) => ({
    startS: T0_S + start,
    endS: T0_S + end,
    phase: null,
  }));
  return {
    id: `default/${pod}/server/${attempt}`,
    namespace: 'default',
    pod,
    container: 'server',
    model: 'chat-7b',
    node: 'node-1',
    nodeType: '',
    nodeCreated: null,
    owner: null,
    image: '',
    replica: null,
    restarts: null,
    server: '',
    attempt,
    startS: T0_S + from,
    endS: T0_S + to,
    durationS: to - from,
    resolutionS: 2,
    outcome: given.outcome ?? { kind: 'ready', at: moment(to, 1), by: 'pod_ready' },
    marks: given.marks ?? {},
    phases: phaseSpans(phases),
    segments,
    criticalPath: segments,
    unattributedS: unattributed.reduce((sum, [start, end]) => sum + end - start, 0),
    gpu: given.gpu ?? { kind: 'not_observable', why: 'no GPU series names this pod' },
    gpuBusy: [],
    weightsSource: given.weightsSource ?? 'unknown',
    bytes: null,
    initContainers: [],
    imagePull: { kind: 'not_observable', why: 'no series tells of its image' },
    heldUp: given.heldUp ?? null,
    disagreements: [],
    phaseDisagreements: [],
    reported: [],
    clocks: [],
    simulated: ['kube-state-metrics', 'dcgm-exporter'],
  };
}

/** A pod that loads its weights from a local copy. */
function cacheHit(pod: string, from: number): ColdStart {
  const ready = from + 21;
  return coldStart({
    pod,
    from,
    to: ready,
    weightsSource: 'disk',
    phases: [
      { phase: 'scheduling', from, to: from + 2 },
      { phase: 'container_start', from: from + 2, to: from + 5 },
      { phase: 'runtime_init', from: from + 5, to: from + 9 },
      { phase: 'weights_load', from: from + 9, to: from + 16 },
      { phase: 'weights_read', from: from + 9, to: from + 13, inside: 3 },
      { phase: 'weights_transfer', from: from + 13, to: from + 16, inside: 3 },
      { phase: 'warmup', from: from + 16.4, to: from + 19 },
      { phase: 'readiness', from: from + 19, to: ready },
    ],
    unattributed: [[from + 16, from + 16.4]],
    marks: {
      created: moment(from, 1),
      scheduled: moment(from + 2, 1),
      gpu_allocated: moment(from + 2, 1),
      container_started: moment(from + 5, 1),
      process_started: moment(from + 5.3),
      model_ready: moment(from + 19),
      pod_ready: moment(ready, 1),
      first_request: moment(ready + 0.8),
    },
    gpu: observedGpu(
      `GPU-${pod}`,
      [
        [from + 2, from + 13, 0],
        [from + 13, from + 16, 0.35],
        [from + 16, from + 19, 0.8],
        [from + 19, from + 21, 0.02],
        [from + 21, from + 30, 0.9],
        [from + 30, 180, 0.7],
      ],
      [
        { phase: 'weights_read', seconds: 4 },
        { phase: 'runtime_init', seconds: 4 },
        { phase: 'container_start', seconds: 3 },
      ],
      21 + from,
    ),
  });
}

function cacheMiss(pod: string, from: number): ColdStart {
  const ready = from + 58;
  return coldStart({
    pod,
    from,
    to: ready,
    weightsSource: 'remote',
    phases: [
      { phase: 'scheduling', from, to: from + 2 },
      { phase: 'container_start', from: from + 2, to: from + 5 },
      { phase: 'runtime_init', from: from + 5, to: from + 9 },
      { phase: 'weights_fetch', from: from + 9, to: from + 42 },
      { phase: 'tokenizer_init', from: from + 10, to: from + 17, lane: 1 },
      { phase: 'weights_load', from: from + 42, to: from + 49 },
      { phase: 'weights_read', from: from + 42, to: from + 46, inside: 5 },
      { phase: 'weights_transfer', from: from + 46, to: from + 49, inside: 5 },
      { phase: 'compile', from: from + 49, to: from + 53 },
      { phase: 'warmup', from: from + 53, to: from + 56 },
      { phase: 'readiness', from: from + 56, to: ready },
    ],
    marks: {
      created: moment(from, 1),
      scheduled: moment(from + 2, 1),
      gpu_allocated: moment(from + 2, 1),
      container_started: moment(from + 5, 1),
      process_started: moment(from + 5.3),
      model_ready: moment(from + 56),
      pod_ready: moment(ready, 1),
    },
    gpu: observedGpu(
      `GPU-${pod}`,
      [
        [from + 2, from + 20, 0],
        [from + 20, from + 24, -1],
        [from + 24, from + 46, 0],
        [from + 46, from + 49, 0.3],
        [from + 49, from + 56, 0.85],
        [from + 56, from + 58, 0],
        [from + 58, 180, 0.75],
      ],
      [
        { phase: 'weights_fetch', seconds: 11 },
        { phase: 'runtime_init', seconds: 4 },
        { phase: 'container_start', seconds: 3 },
      ],
      from + 58,
    ),
  });
}

/** Two pods serve, traffic jumps, four are added: a hit, a miss, one that fails, one that still loads. */
export function spike(): Timeline {
  const failed = coldStart({
    pod: 'chat-7b-6f9c4d5b8-oom00',
    from: 62,
    to: 84,
    outcome: { kind: 'failed', at: moment(84, 1), reason: 'OOMKilled' },
    phases: [
      { phase: 'scheduling', from: 62, to: 64 },
      { phase: 'container_start', from: 64, to: 67 },
      { phase: 'runtime_init', from: 67, to: 71 },
      { phase: 'weights_load', from: 71, to: 84, state: 'cut_off' },
    ],
    marks: {
      created: moment(62, 1),
      scheduled: moment(64, 1),
      container_started: moment(67, 1),
      failed: moment(84, 1),
    },
  });
  const loading = coldStart({
    pod: 'chat-7b-6f9c4d5b8-slow1',
    from: 64,
    to: 150,
    attempt: 2,
    outcome: { kind: 'loading' },
    phases: [
      { phase: 'scheduling', from: 64, to: 80 },
      { phase: 'container_start', from: 80, to: 85 },
      { phase: 'runtime_init', from: 85, to: 90 },
      { phase: 'weights_fetch', from: 96, to: 150, state: 'running' },
    ],
    unattributed: [[90, 96]],
    marks: {
      created: moment(64, 1),
      scheduled: moment(80, 1),
      gpu_allocated: moment(80, 1),
      container_started: moment(85, 1),
    },
    gpu: {
      ...observedGpu('GPU-slow', [[80, 150, 0.01]], [{ phase: 'weights_fetch', seconds: 54 }], 150),
    },
  });
  return {
    coldStarts: [
      cacheHit('chat-7b-6f9c4d5b8-aaaa1', 4),
      cacheHit('chat-7b-6f9c4d5b8-bbbb2', 6),
      cacheMiss('chat-7b-6f9c4d5b8-x2q9z', 60),
      cacheHit('chat-7b-6f9c4d5b8-cccc3', 61),
      failed,
      loading,
    ],
    queues: [queue()],
    replicas: [],
    scaling: [],
    triggers: [],
    notes: ['2 series of DCGM_FI_DEV_GPU_UTIL name no pod; they were left out.'],
  };
}

export function queue(): QueueTrack {
  const depth = Array.from({ length: 151 }, (_, s) => ({
    atS: T0_S + s,
    requests: s < 55 ? s % 2 : s < 95 ? Math.min(34, s - 55) : Math.max(0, 34 - (s - 95)),
  }));
  const waitP95 = Array.from({ length: 30 }, (_, i) => {
    const seconds = i < 11 ? 0.1 : i < 20 ? (i - 10) * 1.9 : Math.max(0.2, 17 - (i - 20) * 2);
    return { atS: T0_S + i * 5, seconds, lowS: Math.floor(seconds), highS: Math.floor(seconds) + 1 };
  });
  return {
    kind: 'engine',
    source: 'coldstart',
    namespace: 'default',
    model: 'chat-7b',
    workload: '',
    reporter: 'gateway',
    depth,
    waitP95,
    waits: [],
  };
}

/** Many rows for scrolling. */
export function crowd(count: number): Timeline {
  return {
    coldStarts: Array.from({ length: count }, (_, i) =>
      cacheHit(`chat-7b-6f9c4d5b8-${String(i).padStart(5, '0')}`, i * 0.5),
    ),
    queues: [queue()],
    replicas: [],
    scaling: [],
    triggers: [],
    notes: [],
  };
}
