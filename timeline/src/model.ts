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
  | 'llama.cpp'
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
  /** True where an end of it is derived from a related moment, not reported. */
  readonly estimated: boolean;
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
  /** When the sample was taken that tells it, of several alike the last; NaN where none does. */
  readonly sampledS: number;
  /**
   * What tells it. `no_process`: no sample, but no container that may use the GPU had started, and the pod holds it
   * alone, so it is idle. Null where unknown.
   */
  readonly by: 'samples' | 'no_process' | null;
}

/** Memory of a GPU in use over time: `bytes[i]` at `timesS[i]`, Unix seconds, ascending. */
export interface GpuMemory {
  readonly timesS: Float64Array;
  readonly bytes: Float64Array;
}

/** Other pods hold the GPU at the same time: time-slicing or MPS. */
export interface GpuSharing {
  /** `namespace/pod` of the others, ascending. */
  readonly pods: readonly string[];
  /**
   * The exporter tells what each pod does. Where it does not, the GPU is idle for the pod while it is idle for all, and
   * while it is busy nobody knows for whom: that is unknown.
   */
  readonly perPod: boolean;
}

export interface Gpu {
  /** UUID where known, with the instance under MIG; else a serial number or the exporter's device name. */
  readonly id: string;
  /** The same for every pod that holds this GPU or MIG instance, and for no other in the cluster. */
  readonly device: string;
  readonly name: string;
  /** Null where the pod has it for itself, as far as the series tell. */
  readonly shared: GpuSharing | null;
  /** From the allocation to the end of the view; of the whole GPU where it is shared and not told per pod. Null without series. */
  readonly memory: GpuMemory | null;
  /** Energy that it used in those `overS` seconds of its gaps which the counter covers; null without a counter or gap. */
  readonly idleEnergy: { readonly joules: number; readonly overS: number } | null;
  /** Who took its samples, and the series that is read of those that tell its activity. */
  readonly source: Source;
  readonly metric: string;
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
  /**
   * How far each end may be off: the spacing of the samples of a field that counts all the time, as one sample tells how
   * long the GPU was busy but not when; about half of it for a field that sees one moment of it.
   */
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
      /** Of these: no samples, or busy for whichever of the pods that share the GPU. */
      readonly unknownGpuS: number;
      /** Of `idleGpuS`: both ends of every gap, each as sharp as the gap says, or as the mark that cuts it. */
      readonly resolutionS: number;
      /** The shortest gap that samples show, seconds. One in which no process could run for the option's minimum counts, too. */
      readonly minGapS: number;
    };

/** Busy GPU-seconds inside a phase: utilisation times time, summed over the pod's GPUs. */
export interface PhaseGpuBusy {
  readonly phase: Phase;
  /** As the process sampled its own GPUs. */
  readonly ownS: number;
  /** As the exporter's samples have it; null where they do not cover the phase, or look at moments of it only. */
  readonly exporterS: number | null;
  /** How far the two may lie apart before they contradict each other; null without `exporterS`. */
  readonly resolutionS: number | null;
}

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

/** What made a pod; of several levels the highest that is known: the Deployment of a ReplicaSet. */
export interface Owner {
  /** As Kubernetes has it, e.g. `Deployment`, `StatefulSet`, `LeaderWorkerSet`. */
  readonly kind: string;
  readonly name: string;
}

/** What is known of the pull of the container's image. Nothing reports it: it hides in `ContainerCreating`. */
export type ImagePull =
  | {
      readonly kind: 'estimated';
      /** Unix seconds. The evaluation time where the container still waits. */
      readonly startS: number;
      readonly endS: number;
      /** What failing pulls show for certain, seconds; 0 where none was seen to fail. */
      readonly atLeastS: number;
      /** All that the container waited, seconds: preparing its volumes falls in it too. */
      readonly atMostS: number;
      readonly why: string;
    }
  /** The node had the image. */
  | { readonly kind: 'on_node'; readonly why: string }
  | { readonly kind: 'not_observable'; readonly why: string };

/** An init container of the pod, as kube-state-metrics 2.20 and later dates it. */
export interface InitContainer {
  readonly name: string;
  readonly image: string;
  readonly start: Moment | null;
  /** Null while it runs, or where nobody dates it. */
  readonly end: Moment | null;
  /** It goes on running beside the others, so its end says nothing. */
  readonly sidecar: boolean;
  /** It downloads the weights: the tool that is known by its name or image; empty where it is none. */
  readonly downloads: string;
}

/** What keeps a cold start from going on, as Kubernetes has it. */
export interface HeldUp {
  /** As Kubernetes words it, e.g. `Unschedulable`, `ImagePullBackOff`. */
  readonly reason: string;
  /** The container that waits; empty for the pod itself. */
  readonly container: string;
  /** Since when, as far as known. */
  readonly since: Moment;
  /** For a person. */
  readonly words: string;
}

export interface ColdStart {
  /**
   * Unique in a timeline, and the same over refreshes until another pod takes the name of this one: then the uid is added.
   * Across timelines it takes `startS` too to tell two cold starts apart.
   */
  readonly id: string;
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** Empty where no source names it. */
  readonly model: string;
  readonly node: string;
  /** Instance type of the node, else the product name of its GPU; empty where no source tells. */
  readonly nodeType: string;
  /** When the node joined the cluster; null where no source tells. */
  readonly nodeCreated: Moment | null;
  /** Null where no source tells. */
  readonly owner: Owner | null;
  /** Image of the container; empty where no source names it. */
  readonly image: string;
  /** Id of the replica of several pods that it is part of; null where it is none, as far as known. */
  readonly replica: string | null;
  /** How often the container has been started again by the evaluation time; null where no source tells. */
  readonly restarts: number | null;
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
  /** In the usual order of phases; empty where the process sampled no GPU. Also where `gpu` is not observable. */
  readonly gpuBusy: readonly PhaseGpuBusy[];
  readonly weightsSource: WeightsSource;
  readonly bytes: { readonly loaded: number; readonly expected: number | null } | null;
  /** By start; those without one last. */
  readonly initContainers: readonly InitContainer[];
  readonly imagePull: ImagePull;
  /** Null where nothing is seen to hold it up, and once it is over. */
  readonly heldUp: HeldUp | null;
  readonly disagreements: readonly Disagreement[];
  /** By phase in the usual order. */
  readonly phaseDisagreements: readonly PhaseDisagreement[];
  /** By metric, then by what was timed. */
  readonly reported: readonly ReportedDuration[];
  /** Clocks that differ by more than the resolution of the times that show it; empty where all may agree. */
  readonly clocks: readonly ClockOffset[];
  /** Sources whose series say that they are simulated. */
  readonly simulated: readonly Source[];
}

/**
 * Where requests wait. The same request may wait at the front door and then at an engine, so the two are never summed.
 * - `front_door`: in front of the engines: a gateway, an activator, a router
 * - `engine`: in an engine that serves
 */
export type QueueKind = 'front_door' | 'engine';

/** Queue of one model; times in Unix seconds. A wait is the 95th percentile of the waits that ended in the step before its time. */
export interface QueueTrack {
  readonly kind: QueueKind;
  readonly source: Source;
  readonly namespace: string;
  /** Empty where no label names it. */
  readonly model: string;
  /** What the queue is in front of: an inference pool, a revision; empty where no label names it. */
  readonly workload: string;
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
  /** The waits that ended in the step before each time, where the reporter sums them: exact, unlike a percentile. */
  readonly waits: readonly {
    readonly atS: number;
    readonly requests: number;
    /** Sum of their waits. */
    readonly waitedS: number;
  }[];
}

/**
 * - `desired`: how many replicas an autoscaler wants
 * - `spec`: how many a workload was told to have
 * - `current`: how many an autoscaler has counted
 * - `active`: whether an autoscaler wants any, 0 or 1
 */
export type ReplicaKind = 'desired' | 'spec' | 'current' | 'active';

/** The number of replicas was changed, as samples show it. */
export interface ScaleDecision {
  /** Unix seconds of the first sample with the new number; it came within `resolutionS` before it. */
  readonly atS: number;
  readonly resolutionS: number;
  readonly namespace: string;
  /** The autoscaler or the workload. */
  readonly workload: string;
  readonly what: ReplicaKind;
  readonly from: number;
  readonly to: number;
  readonly source: Source;
  readonly metric: string;
}

/** What a trigger of an autoscaler has found, in the unit of the trigger: requests only where it counts them. */
export interface TriggerTrack {
  readonly namespace: string;
  /** What it scales. */
  readonly workload: string;
  /** Name of the trigger, e.g. `s0-prometheus`. */
  readonly trigger: string;
  readonly source: Source;
  readonly values: readonly { readonly atS: number; readonly value: number }[];
}

/**
 * A replica that is made of several pods, of one LeaderWorkerSet group: it serves when the last of them does. A group
 * whose pods are made anew is a replica of its own.
 */
export interface Replica {
  /** Stable over refreshes. */
  readonly id: string;
  readonly namespace: string;
  readonly owner: Owner;
  /** Index of the group within its owner. */
  readonly index: string;
  /** Ids of its cold starts, by start. */
  readonly members: readonly string[];
  /** Pods that it has been seen with. */
  readonly pods: readonly string[];
  /** The first of its pods was created. */
  readonly startS: number;
  /** The last of its pods became ready, Unix seconds; null while one of them is not. */
  readonly readyS: number | null;
  /** Of `readyS`. */
  readonly resolutionS: number;
  /** Id of the cold start that made the others wait: the last to be ready, or one that is not ready yet. */
  readonly last: string;
  /** It cannot be ready: a member failed or is lost. */
  readonly broken: boolean;
}

export interface Timeline {
  /** By start, then by id. */
  readonly coldStarts: readonly ColdStart[];
  /** Replicas of several pods, by start, then by id. */
  readonly replicas: readonly Replica[];
  readonly queues: readonly QueueTrack[];
  /** By time. */
  readonly scaling: readonly ScaleDecision[];
  readonly triggers: readonly TriggerTrack[];
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
