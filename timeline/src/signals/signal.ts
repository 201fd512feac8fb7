import type { Mark, Phase } from '@coldstart/conventions';
import type { QueueKind, ReplicaKind, Source } from '../model.js';

/** What the value of a sample says. Times are Unix seconds. */
export type Meaning =
  /** The value dates a mark; without `mark` the label of that name tells which. */
  | { readonly kind: 'mark'; readonly mark?: Mark }
  /** The value dates one end of a phase; without `phase` the label of that name tells which. */
  | { readonly kind: 'phase_boundary'; readonly edge: 'start' | 'end'; readonly phase?: Phase }
  | { readonly kind: 'load_fact'; readonly fact: LoadFact }
  | { readonly kind: 'pod_fact'; readonly fact: PodFact }
  | { readonly kind: 'node_fact'; readonly fact: NodeFact }
  /** Labels name what owns a workload that owns pods. */
  | { readonly kind: 'workload_owner' }
  | GpuActivity
  | LoadDuration
  /** The memory of a GPU in use; `scale` makes bytes of the value. */
  | { readonly kind: 'gpu_memory'; readonly scale: number }
  /** A counter of the energy that a GPU has used; `scale` makes joules of the value. */
  | { readonly kind: 'gpu_energy'; readonly scale: number }
  | QueueDepth
  | QueueWait
  | ReplicaCount
  /** What a trigger of an autoscaler has found, in a unit of its own. */
  | { readonly kind: 'trigger_value' };

/** How many requests wait. */
export interface QueueDepth extends OfQueue {
  readonly kind: 'queue_depth';
}

/** How long requests have waited, as counters: each request counts when its wait is over. */
export interface QueueWait extends OfQueue {
  /**
   * - `queue_wait_bucket`: a cumulative bucket of waits, its upper bound in the label `le`
   * - `queue_wait_sum`: the sum of all waits
   * - `queue_wait_count`: how many there were, where no bucket tells
   */
  readonly kind: 'queue_wait_bucket' | 'queue_wait_sum' | 'queue_wait_count';
  /** Makes seconds of the value, or of `le`; 1 unless told. */
  readonly scale?: number;
}

interface OfQueue {
  readonly where: QueueKind;
  /** Labels that split one queue into parts, which are summed; what differs in other labels alone is the same told twice. */
  readonly parts?: LabelNames;
  /** Where a queue is told under several names, the lowest is read; 0 unless told. */
  readonly rank?: number;
}

/** How many replicas an autoscaler wants, or whether it wants any. */
export interface ReplicaCount {
  readonly kind: 'replicas';
  readonly what: ReplicaKind;
}

/** How busy a GPU was. */
export interface GpuActivity {
  readonly kind: 'gpu_activity';
  /** Makes a ratio 0..1 of the value. */
  readonly scale: number;
  /** Where a GPU has several such series, the lowest is read. */
  readonly rank: number;
  /** The time before it that a sample speaks for, seconds at most; `interval`: all since the sample before. */
  readonly speaksForS: 'interval' | number;
  /** Of a MIG instance it says something; a field that does not is 0 or absent there. */
  readonly underMig: boolean;
  /** An exporter can tell it of each of the pods that share a GPU. */
  readonly perPod?: boolean;
  /** Values of a label without which, or without whose value, a series speaks of another engine of the GPU. */
  readonly only?: { readonly label: string; readonly values: readonly string[] };
}

/** How long a part of a model load took, as the server itself timed it. No date goes with it. */
export interface LoadDuration {
  readonly kind: 'load_duration';
  /** Seconds of one unit of the value. */
  readonly unitS: number;
  /** A gauge tells the duration. Of a histogram, sum and count come as two metrics: together they tell the mean. */
  readonly of: 'gauge' | 'histogram_sum' | 'histogram_count';
  /** Label that names the timed part; null where the metric has a single one. */
  readonly partLabel: string | null;
  /** By value of that label, by '' where there is none. A part that is not here is told by its name, of no phase. */
  readonly parts: Readonly<Record<string, TimedPart>>;
  /** The server that tells; a label names it where several have the metric. */
  readonly server: { readonly id: string } | { readonly label: string };
  /** False where who tells may run in another pod than what loads. */
  readonly loadsWhereTold: boolean;
}

export interface TimedPart {
  /** Null: no phase, or the start-up as a whole. */
  readonly phase: Phase | null;
  /** The timed stretch is the phase, has the phase in it, or lies within it (of no phase: within the start-up). */
  readonly extent: 'same' | 'includes' | 'within';
  /** In words that follow "took". */
  readonly what: string;
}

export type LoadFact =
  /** Start of the running load, 0 when none runs. */
  | 'in_progress_start'
  | 'completed'
  | 'duration'
  | 'bytes'
  | 'expected_bytes'
  /** When the attempt died, as the next one found; in the labels `phase` and `reason` where and why. */
  | 'abandoned'
  /** Busy GPU-seconds inside the phase in the label `phase`. */
  | 'phase_gpu_busy';

/** What kube-state-metrics says of a pod or of a container in it. */
export type PodFact = DatedPodFact | CountedPodFact | NamedPodFact | PodState;

/** The value is a Unix time. */
export type DatedPodFact =
  /** When the kubelet accepted the pod: devices are allocated in the same step. */
  | 'accepted'
  /** When the scheduler last found no node for the pod. */
  | 'unscheduled'
  /** When the init containers were done. */
  | 'initialized'
  /** When all containers were ready. */
  | 'containers_ready'
  /** When the last of the containers ended for good. */
  | 'completed'
  /** When the life of a container before the present one ended. */
  | 'last_terminated'
  /** When a pod that was asked to go has to be gone. */
  | 'deletion_due';

/** The value is a flag or a count. */
export type CountedPodFact =
  /** 1 while the pod is Ready. */
  | 'is_ready'
  /** 1 when the pod has failed. */
  | 'has_failed'
  /** How many of the resource in the label `resource` a container asks for. */
  | 'gpu_request'
  /** The same of an init container. */
  | 'init_gpu_request'
  /** How many of it the container may have; of a GPU the same. */
  | 'gpu_limit'
  /** How often a container was started again. */
  | 'restarts';

/** A label says it. */
export type NamedPodFact =
  /** Why a container ended, in the label `reason`. */
  | 'terminated_reason'
  /** Why the life of a container before the present one ended, in the label `reason`. */
  | 'last_terminated_reason'
  /** Why the pod failed, in the label `reason`: `Evicted`. */
  | 'status_reason'
  /** Who ended the pod, in the label `reason`: `PreemptionByScheduler`. */
  | 'disruption_reason'
  /** The node. */
  | 'node'
  /** What made the pod. */
  | 'owner'
  /** The image of a container. */
  | 'image'
  /** The image of an init container, and whether it goes on beside the others. */
  | 'init_container'
  /** Labels of the pod itself that say which group it is part of. */
  | 'group'
  /** A claim for devices (dynamic resource allocation). */
  | 'claim';

/** A series that is there while the state lasts, and in it the value 1. */
export type PodState =
  /** A container waits, for the reason in the label `reason`. */
  | 'waiting'
  /** An init container waits, for the reason in the label `reason`. */
  | 'init_waiting'
  /** No node takes the pod. */
  | 'unschedulable';

export type NodeFact =
  /** When the node joined the cluster. */
  | 'created'
  /** Its instance type, in a label. */
  | 'instance_type';

/**
 * Where a row finds the query that brings it.
 * - `last`: the last value in the range says it all
 * - `first_and_last`: the value moves (a restart, a flapping probe), and the first one counts too
 * - `presence`: in steps, so that the last step with a sample tells when the pod was last seen
 * - `activity`, `gpu`, `queue`: in steps; `gpu`: what GPUs tell beside how busy they are
 */
export type Fetch = 'last' | 'first_and_last' | 'presence' | 'activity' | 'gpu' | 'queue';

/** Labels to read a field from; the first that is not empty wins. */
export type LabelNames = readonly string[];

/**
 * Which labels carry the identity of what a series speaks of. A label that names the exporter's own pod stands in
 * `reporter`, never in `pod`.
 */
export interface LabelLayout {
  readonly namespace: LabelNames;
  /** Labels with an address that holds it, where no label of `namespace` tells: `llama.ml.svc`. None unless told. */
  readonly namespaceWithin?: LabelNames;
  readonly pod: LabelNames;
  readonly container: LabelNames;
  readonly model: LabelNames;
  readonly uid: LabelNames;
  readonly node: LabelNames;
  /** What runs, scales or fronts pods: a Deployment, an autoscaler, an inference pool. None unless told. */
  readonly workload?: LabelNames;
  /** Who exposes the series, where that is not the pod: `DEFAULT_REPORTER` unless told. */
  readonly reporter?: LabelNames;
}

/** What the series of a row speak of. Those that do not name it cannot be used. */
export type Subject =
  /** A pod, or a container of it. */
  | 'pod'
  /** A GPU, and the pod while one holds it. */
  | 'device'
  /** The requests for a model: at an engine, or in front of the engines. */
  | 'model'
  /** What runs, scales or fronts pods. */
  | 'workload'
  | 'node';

/** Keeps series out of a query: only those whose label fits are asked for. */
export interface QueryFilter {
  readonly label: string;
  /** PromQL matcher, e.g. `=~"|true"`; has to let every series without the label pass. */
  readonly matcher: string;
}

/** One row of the table: a metric that the timeline understands. */
export interface Signal {
  /** Prometheus name. */
  readonly metric: string;
  readonly source: Source;
  /** What a sample tells, in words that follow "tells": they stand on the generated page. */
  readonly says: string;
  /** Of a value, where neither the meaning nor the name of the metric tells, e.g. `percent`. */
  readonly unit?: string;
  readonly meaning: Meaning;
  /** A pod unless told. */
  readonly speaksOf?: Subject;
  readonly labels: LabelLayout;
  /** Seconds within which the dated moment is true; null where the distance of the samples decides. */
  readonly resolutionS: number | null;
  readonly fetch: Fetch;
  readonly filter?: QueryFilter;
}
