import type { Phase } from '@coldstart/conventions';
import type { BusyTimes } from './busy-times.js';
import type { Deployment, Node } from './cluster.js';

/** All times are true ones: Unix seconds by a clock that is never off. */
export interface TruePhase {
  readonly phase: Phase;
  readonly startS: number;
  readonly endS: number;
  /** `cut`: the process was killed in it, so nobody wrote down its end. */
  readonly outcome: 'ok' | 'failed' | 'cut';
}

export type TrueEnd =
  | { readonly kind: 'ready'; readonly modelReadyS: number; readonly podReadyS: number }
  | { readonly kind: 'failed'; readonly atS: number }
  /** The pod was deleted while it loaded. */
  | { readonly kind: 'deleted'; readonly atS: number };

/** One life of the container. */
export interface TrueAttempt {
  readonly attempt: number;
  readonly containerStartedS: number;
  readonly processStartedS: number;
  /** When the process was over; Infinity where it serves. */
  readonly processEndedS: number;
  /** What happens inside the server, by start. */
  readonly phases: readonly TruePhase[];
  readonly end: TrueEnd;
}

export interface TrueGpu {
  readonly uuid: string;
  readonly index: number;
  readonly busy: BusyTimes;
}

export interface TruePod {
  readonly name: string;
  readonly uid: string;
  readonly node: Node;
  readonly deployment: Deployment;
  readonly createdS: number;
  readonly scheduledS: number;
  /** The kubelet took the pod and gave it its GPUs. */
  readonly allocatedS: number;
  readonly imagePull: { readonly startS: number; readonly endS: number } | null;
  readonly init: { readonly startS: number; readonly endS: number } | null;
  readonly attempts: readonly TrueAttempt[];
  readonly gpus: readonly TrueGpu[];
  readonly weightsCached: boolean;
  /** Infinity where it stays. */
  readonly deletedS: number;
  /** Infinity where none was answered. */
  readonly firstRequestS: number;
  /** It ended as Failed and is not started again. */
  readonly failedForGood: boolean;
}

/** When a cold start was over: ready, failed or gone. */
export function endS(end: TrueEnd): number {
  return end.kind === 'ready' ? end.podReadyS : end.atS;
}
