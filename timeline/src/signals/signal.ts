import type { Mark, Phase } from '@coldstart/conventions';
import type { Source } from '../model.js';

/** What the value of a sample says. Times are Unix seconds. */
export type Meaning =
  /** The value dates a mark; without `mark` the label of that name tells which. */
  | { readonly kind: 'mark'; readonly mark?: Mark }
  /** The value dates one end of a phase; without `phase` the label of that name tells which. */
  | { readonly kind: 'phase_boundary'; readonly edge: 'start' | 'end'; readonly phase?: Phase }
  | { readonly kind: 'load_fact'; readonly fact: LoadFact }
  | { readonly kind: 'pod_fact'; readonly fact: PodFact }
  | GpuActivity
  | { readonly kind: 'queue_depth' }
  /** A cumulative bucket of waits in seconds, its upper bound in the label `le`. */
  | { readonly kind: 'queue_wait_bucket' };

/** How busy a GPU was. */
export interface GpuActivity {
  readonly kind: 'gpu_activity';
  /** Makes a ratio 0..1 of the value. */
  readonly scale: number;
  /** Where a GPU has several such series, the lowest is read. */
  readonly rank: number;
  /** The time before it that a sample speaks for, seconds at most; `interval`: all since the sample before. */
  readonly speaksForS: 'interval' | number;
}

export type LoadFact =
  /** Start of the running load, 0 when none runs. */
  'in_progress_start' | 'completed' | 'duration' | 'bytes' | 'expected_bytes';

export type PodFact =
  /** When the kubelet accepted the pod: devices are allocated in the same step. */
  | 'accepted'
  /** When the init containers were done. */
  | 'initialized'
  /** When all containers were ready. */
  | 'containers_ready'
  /** 1 while the pod is Ready. */
  | 'is_ready'
  /** 1 when the pod has failed. */
  | 'has_failed'
  /** When the last of the containers ended for good. */
  | 'completed'
  /** When the life of a container before the present one ended. */
  | 'last_terminated'
  /** Why a container ended, in the label `reason`. */
  | 'terminated_reason'
  /** Why the life of a container before the present one ended, in the label `reason`. */
  | 'last_terminated_reason'
  /** How many of the resource in the label `resource` a container asks for. */
  | 'gpu_request'
  /** The node, in a label. */
  | 'node';

/**
 * Where a row finds the query that brings it.
 * - `last`: the last value in the range says it all
 * - `first_and_last`: the value moves (a restart, a flapping probe), and the first one counts too
 * - `presence`: in steps, so that the last step with a sample tells when the pod was last seen
 * - `activity`, `queue`: in steps
 */
export type Fetch = 'last' | 'first_and_last' | 'presence' | 'activity' | 'queue';

/** Labels to read a field from; the first that is not empty wins. */
export type LabelNames = readonly string[];

/**
 * Which labels carry the identity of what a series speaks of. A label that names the exporter's own pod stands in
 * `reporter`, never in `pod`.
 */
export interface LabelLayout {
  readonly namespace: LabelNames;
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
