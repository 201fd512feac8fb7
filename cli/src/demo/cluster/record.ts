export type PodPhase = 'Pending' | 'Running' | 'Failed';

/** A pod as the API server of the simulated cluster knows it. Times are Unix seconds, `null` until then. */
export interface PodRecord {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly container: string;
  readonly replicaSet: string;
  /** Empty until it is bound. */
  readonly node: string;
  readonly phase: PodPhase;
  readonly createdS: number;
  readonly scheduledS: number | null;
  /** When the kubelet accepted it; the GPU is its from here on. */
  readonly acceptedS: number | null;
  readonly containerStartedS: number | null;
  readonly readyS: number | null;
  readonly terminated: Termination | null;
  readonly gpuAllocated: boolean;
  /** GPU memory that its process would hold. */
  readonly gpuBytes: number;
  /** What it does now, in one word for a person. */
  readonly step: string;
}

export interface Termination {
  readonly reason: 'OOMKilled' | 'Error';
  readonly exitCode: number;
  readonly finishedS: number;
}

const SIGKILL_EXIT_CODE = 137;

/** As the kubelet words it: a process killed with signal 9 counts as out of memory here, anything else is an error. */
export function termination(exitCode: number, finishedS: number): Termination {
  return { reason: exitCode === SIGKILL_EXIT_CODE ? 'OOMKilled' : 'Error', exitCode, finishedS };
}
