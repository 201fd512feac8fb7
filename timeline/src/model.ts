import type { Mark, Phase, WeightsSource } from '@coldstart/conventions';
import type { Series } from './series.js';
import type { TraceSpan } from './trace-span.js';

/** Where a figure comes from. `traces`: spans of OTLP or Tempo. */
export type Source =
  | 'coldstart'
  | 'kube-state-metrics'
  | 'dcgm-exporter'
  | 'amd-device-metrics-exporter'
  | 'intel-xpu-manager'
  | 'vllm'
  | 'sglang'
  | 'tgi'
  | 'triton'
  | 'torchserve'
  | 'modelexpress'
  | 'kserve'
  | 'ray-serve'
  | 'keda'
  | 'inference-gateway'
  | 'knative'
  | 'envoy'
  | 'traces';

/** A dated moment. The true moment lies within `resolutionS` of `atS`. */
export interface Moment {
  /** Unix seconds. */
  readonly atS: number;
  readonly resolutionS: number;
  readonly source: Source;
  /** The series that said so. */
  readonly metric: string;
  /** True where the moment is derived from a related one, not reported. */
  readonly estimated: boolean;
}

export type PhaseState = 'ok' | 'failed' | 'running' | 'cut_off';

/** A phase within a cold start. `endS` of a running phase is the evaluation time; of a cut-off one the end of the cold start. */
export interface PhaseSpan {
  readonly phase: Phase;
  readonly startS: number;
  readonly endS: number;
  readonly durationS: number;
  readonly state: PhaseState;
  /** Of `durationS`: the sum of the resolutions of both ends. */
  readonly resolutionS: number;
  readonly source: Source;
  /** Index into `ColdStart.phases` of the phase that encloses this one. */
  readonly parent: number | null;
  /** 0 for a phase that nothing encloses. */
  readonly depth: number;
  /** No other phase lies inside this one. */
  readonly leaf: boolean;
  /** Row below the parent on which it can be drawn without covering a sibling that overlaps it in time. */
  readonly lane: number;
}

/** A stretch of a cold start and the innermost phase in it; `phase` null is unattributed time. */
export interface Segment {
  readonly startS: number;
  readonly endS: number;
  /** Index into `ColdStart.phases`. */
  readonly phase: number | null;
}

export type ActivityState = 'idle' | 'busy' | 'unknown';

/** What one GPU did over a stretch. Utilisation is a ratio 0..1, NaN where unknown. */
export interface ActivityStretch {
  readonly startS: number;
  readonly endS: number;
  readonly state: ActivityState;
  readonly utilization: number;
}

export interface Gpu {
  /** UUID where known, else the exporter's device name. */
  readonly id: string;
  readonly name: string;
  /** Median distance of its samples in seconds; of its measurements, where several samples tell the same one. */
  readonly spacingS: number;
  /**
   * Covers [gpu_allocated, end of the view) without holes, for a later attempt from its start on; stretches after the
   * end of the cold start are drawn but never counted.
   */
  readonly activity: readonly ActivityStretch[];
}

/** A maximal stretch in which one allocated GPU idles while the model is not ready. */
export interface Gap {
  readonly gpuId: string;
  readonly startS: number;
  readonly endS: number;
  readonly durationS: number;
  /** Of each end: the spacing of the GPU's samples. */
  readonly resolutionS: number;
  /** Innermost phases under it with the seconds of each, most first; null is unattributed time. */
  readonly under: readonly { readonly phase: Phase | null; readonly seconds: number }[];
  /** It still goes on at the evaluation time. */
  readonly open: boolean;
}

/** Where a GPU cannot be observed, that is the answer, and no figure is given. */
export type GpuReport =
  | { readonly kind: 'not_observable'; readonly why: string }
  | {
      readonly kind: 'observed';
      readonly gpus: readonly Gpu[];
      readonly gaps: readonly Gap[];
      /** Seconds from allocation to ready, summed over GPUs. */
      readonly allocatedGpuS: number;
      /** Of these: inside gaps. */
      readonly idleGpuS: number;
      /** Of these: no samples. */
      readonly unknownGpuS: number;
      /** Of `idleGpuS`: both ends of every gap, each as sharp as the samples, or as the mark that cuts it. */
      readonly resolutionS: number;
      /** The shortest gap that is reported, seconds. */
      readonly minGapS: number;
    };

export type ColdStartOutcome =
  | { readonly kind: 'ready'; readonly at: Moment; readonly by: 'pod_ready' | 'model_ready' }
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly at: Moment; readonly reason: string }
  /** Its series ended before it was ready and nobody said why. */
  | { readonly kind: 'lost'; readonly lastSeenS: number };

/** Two sources date the same moment differently by more than their resolutions allow. */
export interface Disagreement {
  readonly mark: Mark;
  readonly kept: Moment;
  readonly other: Moment;
}

/** How long a part of the load took by the server's own stopwatch. It has no date, and parts may overlap: never sum. */
export interface ReportedDuration {
  /** Null: no phase, or the start-up as a whole. */
  readonly phase: Phase | null;
  /** What was timed, in words. */
  readonly what: string;
  /** Empty where no label names it. */
  readonly model: string;
  readonly seconds: number;
  /** The timed stretch is the phase, has the phase in it, or lies within it (of no phase: within the start-up). */
  readonly extent: 'same' | 'includes' | 'within';
  readonly source: Source;
  readonly metric: string;
  readonly resolutionS: number;
  /** How long the timeline has it: the phase, or of no phase the time from the process to ready. Null where it ends not yet, or is not seen. */
  readonly seenS: number | null;
  /** `seconds` and `seenS` cannot both be right. */
  readonly contradicted: boolean;
}

/** Two sources date an end of the same phase differently by more than their resolutions allow. */
export interface PhaseDisagreement {
  readonly phase: Phase;
  readonly edge: 'start' | 'end';
  readonly kept: Moment;
  readonly other: Moment;
}

export type ClockName = 'api-server' | 'node' | 'pod' | 'prometheus';

/**
 * Two clocks that cannot both be right, as the order of what happened shows: what `clock` reads, plus something between
 * `lowS` and `highS` seconds, is what `against` would have read. Positive where `clock` is behind. Times of a cold start
 * stay as they were reported.
 */
export interface ClockOffset {
  readonly clock: ClockName;
  readonly against: ClockName;
  /** -Infinity, Infinity where nothing bounds it. */
  readonly lowS: number;
  readonly highS: number;
  /** What shows it, in words, one line each. */
  readonly evidence: readonly string[];
}

export interface ColdStart {
  /** Stable over refreshes. */
  readonly id: string;
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** Empty where no source names it. */
  readonly model: string;
  readonly node: string;
  /** Instance type of the node, else the product name of its GPU; empty where no source tells. */
  readonly nodeType: string;
  /** The server or engine that loads, e.g. `vllm`; empty where no source names it. */
  readonly server: string;
  readonly attempt: number;
  readonly startS: number;
  /** Ready or failed; the evaluation time while it loads; when it was last seen, if lost. */
  readonly endS: number;
  readonly durationS: number;
  /** Of `durationS`: the sum of the resolutions of both ends. */
  readonly resolutionS: number;
  readonly outcome: ColdStartOutcome;
  readonly marks: Readonly<Partial<Record<Mark, Moment>>>;
  /** By start, enclosing phases first. */
  readonly phases: readonly PhaseSpan[];
  /** Cover [startS, endS) exactly once, in order. */
  readonly segments: readonly Segment[];
  readonly unattributedS: number;
  /**
   * What its length hung on: [startS, endS) exactly once, in order. Each piece is the phase that was last to end of those
   * that ran then, or the phase around them; `phase` null is unattributed time.
   */
  readonly criticalPath: readonly Segment[];
  readonly gpu: GpuReport;
  readonly weightsSource: WeightsSource;
  readonly bytes: { readonly loaded: number; readonly expected: number | null } | null;
  readonly disagreements: readonly Disagreement[];
  readonly phaseDisagreements: readonly PhaseDisagreement[];
  /** By metric, then by what was timed. */
  readonly reported: readonly ReportedDuration[];
  /** Clocks that differ by more than the resolution of the times that show it; empty where all may agree. */
  readonly clocks: readonly ClockOffset[];
  /** Sources whose series say that they are simulated. */
  readonly simulated: readonly Source[];
}

/** Queue of one model; times in Unix seconds. A wait is the 95th percentile of the waits that ended in the step before its time. */
export interface QueueTrack {
  readonly namespace: string;
  readonly model: string;
  /** Who reported it: the pod, or the exporter's own name. */
  readonly reporter: string;
  readonly depth: readonly { readonly atS: number; readonly requests: number }[];
  readonly waitP95: readonly {
    readonly atS: number;
    /** Estimated as if the waits were spread evenly over their bucket. */
    readonly seconds: number;
    /** The bucket that it lies in: all that a histogram knows. `highS` is Infinity above the highest bound. */
    readonly lowS: number;
    readonly highS: number;
  }[];
}

export interface Timeline {
  /** By start, then by id. */
  readonly coldStarts: readonly ColdStart[];
  readonly queues: readonly QueueTrack[];
  /** What could not be used or is missing, in words for a person; one line each. */
  readonly notes: readonly string[];
}

/** What the sources of a view sent. */
export interface TimelineData {
  readonly series: readonly Series[];
  readonly spans?: readonly TraceSpan[];
}

export interface TimelineOptions {
  /** Evaluation time, Unix seconds. What is still running runs until then. */
  readonly nowS: number;
  /** The view; cold starts that do not touch it are left out. */
  readonly fromS: number;
  readonly toS: number;
  /** A GPU below this ratio is idle. Default 0.05. */
  readonly busyThreshold?: number;
  /** Shortest gap, seconds. Default 5; twice the sample spacing where that is more. */
  readonly minGapS?: number;
}
